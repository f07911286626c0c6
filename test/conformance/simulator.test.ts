/** The conformance suite on the simulator. */
import { assembleResult } from '../../measure/assemble.ts';
import { loadScenario } from '../../scenarios/load.ts';
import { simulate } from '../../sim/simulate.ts';
import { NO_PROVENANCE } from '../library/running.ts';
import { conformance } from './conformance.ts';

conformance({
  name: 'simulator',
  async run(file) {
    const { runs, diagnostics } = await loadScenario(file, { env: {} });
    const [run] = runs;
    if (run === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
    const { scenario, sha256, resolved, matrix } = run;
    const measures = await simulate(scenario, { seed: scenario.seed });
    return assembleResult({
      scenario,
      identity: { sha256, resolved, matrix },
      host: 'sim',
      seed: scenario.seed,
      runs: [measures],
      provenance: NO_PROVENANCE,
    });
  },
});

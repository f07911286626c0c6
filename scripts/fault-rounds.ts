/**
 * Fault rounds in a row on brokers of this machine, each a run of its own; see test/harness/rounds/round.ts for what is asked
 * after each. Beyond the list they begin again with another seed.
 *
 * node scripts/fault-rounds.ts [rounds] [first]
 */
import process from 'node:process';
import { LiveHome } from '../test/cli/live-command.ts';
import { writeScenario } from '../test/cli/tiny-scenarios.ts';
import { complaints, ROUNDS, scenarioOf } from '../test/harness/rounds/round.ts';

const [rounds = 60, first = 0] = process.argv.slice(2).map(Number);
let failed = 0;
for (let nth = first; nth < first + rounds; nth++) {
  const round = ROUNDS[nth % ROUNDS.length];
  if (round === undefined) break;
  const home = new LiveHome();
  try {
    const seed = 1 + Math.floor(nth / ROUNDS.length);
    const file = writeScenario(home.folder, 'round.json', JSON.stringify(scenarioOf(round, seed)));
    const words = [
      'run',
      file,
      '--on',
      'kafka',
      '--broker-provider',
      'jvm',
      '--report',
      'none',
      '--out',
      'out',
    ];
    const { stderr } = await home.run(...words);
    const found = [...complaintsOf(() => complaints(round, home.result('out')), stderr), ...home.remains()];
    if (found.length > 0) failed++;
    process.stdout.write(
      `${nth} ${found.length === 0 ? 'ok' : 'WRONG'} ${round.name}${found.map((what) => `\n    ${what}`).join('')}\n`,
    );
  } finally {
    home.close();
  }
}
process.stdout.write(`${rounds - failed} of ${rounds} rounds without a complaint\n`);
process.exitCode = failed === 0 ? 0 : 1;

function complaintsOf(look: () => readonly string[], stderr: string): readonly string[] {
  try {
    return look();
  } catch (error) {
    return [`no result: ${error instanceof Error ? error.message : error}; ${stderr}`];
  }
}

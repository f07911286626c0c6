/**
 * What an archive is for: fed to the same models, its records give the scores that they gave the first time. The records
 * are written in the form of a decoy's archive, read again as a trace is, and scored by the same models.
 *
 * In the simulator records have no bytes, so this holds the form of the archive and the models' determinism; that a
 * decoy's own file has every record is `archives-every-input`.
 */
import type { Scenario, Source } from '../../scenarios/scenario.ts';
import { readArchive } from '../../scenarios/trace.ts';
import { Draws } from '../../workload/draws.ts';
import type { ObservedRequest, ObservedRun } from '../scenes/observed-run.ts';
import type { Property } from './property.ts';

export const replaysAlike: Property = {
  name: 'replays-alike',
  sentence: 'a replay of the archive gives the same scores',
  inRun(run) {
    const { scenario, seed } = run;
    const first = new Draws(scenario, seed);
    for (const source of scenario.traffic.keys()) {
      const rows = archivedOf(run, source);
      if (rows.length === 0) continue;
      const second = new Draws(replayOf(scenario, source, archiveOf(scenario, source, rows, first)), seed);
      for (const [n, row] of rows.entries()) {
        const model = scenario.models.findIndex(
          ({ score }, at) =>
            score !== undefined &&
            (score.noise === 0 || n === row.sourceOrdinal) &&
            first.score(at, source, row.sourceOrdinal, row.intendedUs) !==
              second.score(at, source, n, row.intendedUs - (rows[0]?.intendedUs ?? 0)),
        );
        if (model < 0) continue;
        const but = `${scenario.models[model]?.name} scored it otherwise when it was replayed from the archive`;
        return { ordinal: row.ordinal, but, due: 'the same score of the same record', shownBy: {} };
      }
    }
    return undefined;
  },
};

/** In the order of the archive. */
function archivedOf({ rows }: ObservedRun, source: number): ObservedRequest[] {
  return rows.filter((row) => row.source === source && !row.isRefused);
}

function archiveOf(
  { traffic }: Scenario,
  source: number,
  rows: readonly ObservedRequest[],
  draws: Draws,
): string {
  const features = traffic[source]?.features ?? [];
  return rows
    .map(({ sourceOrdinal: n, intendedUs }, offset) =>
      JSON.stringify({
        partition: 0,
        offset,
        id: `${traffic[source]?.name}-${n}`,
        intendedUs,
        features: Object.fromEntries(
          features.map(({ name }, at) => [name, draws.feature(source, at, n, intendedUs)]),
        ),
      }),
    )
    .join('\n');
}

/** The scenario with what was archived of one source in its place. */
function replayOf(scenario: Scenario, source: number, archive: string): Scenario {
  const of = scenario.traffic[source];
  if (of === undefined) return scenario;
  const names = of.features.map(({ name }) => name);
  const { timesUs, columns } = readArchive(archive, names);
  const replayed: Source = {
    ...of,
    arrivals: { kind: 'trace', timesUs, speed: 1, repeat: 1 },
    features: names.map((name) => ({
      name,
      of: { kind: 'column', column: name, values: columns.get(name) ?? new Float64Array(0) },
    })),
    shifts: [],
  };
  return { ...scenario, traffic: scenario.traffic.map((each, at) => (at === source ? replayed : each)) };
}

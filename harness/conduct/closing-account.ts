/** The end of a live run: the evidence is gathered from brokers and journals, and the account made of it. */
import { Ledger } from '../../measure/ledger.ts';
import type { LiveFigures } from '../../measure/live-result.ts';
import { Measurement } from '../../measure/measurement.ts';
import type { RunMeasures } from '../../measure/run-measures.ts';
import { account } from '../accounting/account.ts';
import { collectRoles, collectStreams, type RoleClock } from '../accounting/collect.ts';
import type { FaultEvidence } from '../accounting/evidence.ts';
import type { Role } from '../roles/role.ts';
import type { Crew } from './crew.ts';
import type { LiveOptions, LiveOrder } from './live-order.ts';
import type { RunPlace } from './run-place.ts';
import type { Stage } from './stage.ts';

/** How long a log may take to reach what was acknowledged: brokers that come back catch up in seconds. */
const CATCH_UP_MS = 30_000;

export interface Closing {
  readonly order: LiveOrder;
  readonly stage: Stage;
  readonly place: RunPlace;
  readonly crew: Crew;
  readonly faults: readonly FaultEvidence[];
  /** Absolute. */
  readonly zeroUs: number;
  /** Since zero. */
  readonly trafficEndUs: number;
  readonly endUs: number;
  readonly complete: boolean;
  /** Nobody waits for logs that do not reach as far as they should. */
  readonly isHasty: boolean;
  /** What had not come to rest when the time for it was over. */
  readonly unfinished: string | undefined;
  /** Undefined for a role of this machine. */
  readonly clockOf: (role: Role) => RoleClock | undefined;
  readonly onSettled: LiveOptions['onSettled'];
}

export interface ClosedRun {
  readonly measures: RunMeasures;
  readonly live: LiveFigures | undefined;
}

export async function accountOf(closing: Closing): Promise<ClosedRun> {
  const { order, stage, place, crew, unfinished } = closing;
  const { scenario } = order.loaded;
  const roles = collectRoles(crew.roles, place.folder, closing.clockOf);
  const streams = await collectStreams(
    stage.connection,
    stage.topics,
    scenario,
    roles,
    closing.isHasty ? 0 : CATCH_UP_MS,
  );
  const { zeroUs, trafficEndUs, endUs, complete, faults } = closing;
  const evidence = {
    ...{ seed: scenario.seed, warmupUs: order.warmupUs, zeroUs, trafficEndUs, endUs, complete },
    ...{ roles, streams, faults, deaths: crew.deaths },
  };
  const { measures, live } = account(scenario, evidence, closing.onSettled);
  const remarks =
    unfinished === undefined
      ? measures.remarks
      : [`The drain ended after its longest time: ${unfinished}.`, ...measures.remarks];
  return { measures: { ...measures, remarks }, live };
}

export const NEVER_BEGAN = 'The run was interrupted before its first request.';

/** Of a run that was interrupted before its first instant, or of which nothing could be read. */
export function accountOfNothing({ loaded: { scenario }, warmupUs }: LiveOrder, remark: string): ClosedRun {
  const ledger = new Ledger(scenario.models.length, 0);
  const run = { seed: scenario.seed, host: 'kafka', warmupUs, orders: [] } as const;
  const measures = new Measurement(scenario, ledger, run).finish({
    endUs: 0,
    trafficEndUs: 0,
    complete: false,
    undecided: 0,
    openMailboxes: 0,
    lagAtEnd: new Float64Array(scenario.models.length),
    starts: new Float64Array(scenario.models.length),
    remarks: [remark],
    events: 0,
  });
  return { measures, live: undefined };
}

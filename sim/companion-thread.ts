/** The companion thread: draws requests as long as there is room for them, and counts what it is told meanwhile. */
import { workerData } from 'node:worker_threads';
import { DefectError } from '../measure/defect.ts';
import { ring, waitUntil } from './bell.ts';
import { buffersOf } from './buffers-of.ts';
import type { CompanionOrder, CompanionReport } from './companion.ts';
import { Foresight } from './foresight.ts';
import { Hearing } from './hearing.ts';

function work({ given, simulated, start, shared, port }: CompanionOrder): void {
  let report: CompanionReport;
  try {
    const foresight = new Foresight(simulated, start.seed, shared.callers);
    const hearing = new Hearing({ given, simulated, start, shared, port });
    while (hearing.measures === undefined) {
      waitUntil(shared.there, () => foresight.canDraw || hearing.hasNews);
      if (foresight.canDraw) foresight.draw();
      if (hearing.hasNews) hearing.listen();
      ring(shared.here);
    }
    report = { kind: 'measures', measures: hearing.measures };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    report = { kind: 'failure', isDefect: error instanceof DefectError, message };
  }
  port.postMessage(report, buffersOf(report));
  Atomics.store(shared.ended, 0, 1);
  ring(shared.here);
}

work(workerData);

/**
 * The process of one role: gets its order, becomes what the order says, and ends when it is told to, or when nobody is there
 * any more who could tell it.
 */
import { join } from 'node:path';
import process from 'node:process';
import { loadScenario } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { BrokerSettingsError } from '../brokers/settings-error.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import { Journal } from '../observations/journal.ts';
import { Backstage } from './backstage.ts';
import { playerFor } from './casting.ts';
import { roleClasses } from './classes.ts';
import type { FromRole, RoleOrder, ScenarioOrder, ToRole } from './order.ts';
import type { Player } from './player.ts';

let backstage: Backstage | undefined;
let player: Player | undefined;

process.on('disconnect', () => process.exit(1));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.on('message', (message: ToRole) => {
  obey(message).catch(fail);
});

async function obey(message: ToRole): Promise<void> {
  switch (message.say) {
    case 'order':
      await take(message.order);
      return;
    case 'go':
      backstage?.go(message.zeroUs);
      player?.go();
      return;
    case 'rejoin':
      player?.rejoin();
      return;
    case 'stop':
      await player?.stop(message.withinMs);
      tell({ say: 'stopped' });
      process.disconnect();
  }
}

async function take(order: RoleOrder): Promise<void> {
  const { run, role } = order;
  const scenario = await scenarioOf(run.scenario);
  const journal = new Journal(join(run.folder, `${role.name}.journal`));
  const classes = await roleClasses(run.classes, scenario);
  backstage = new Backstage(order, scenario, classes, journal, process.env, fail);
  player = playerFor(backstage, tell);
  await player.join();
  tell({ say: 'ready' });
}

/** @throws Error where it is not the scenario that everybody else plays */
async function scenarioOf({ file, set, matrixIndex, seed, sha256 }: ScenarioOrder): Promise<Scenario> {
  const { runs } = await loadScenario(file, { set, seed });
  const run = runs[matrixIndex];
  if (run?.sha256 === sha256) return run.scenario;
  throw new KafkaProblem(
    'refused',
    `cannot take part: ${file} does not hold the scenario of this run any more; leave it as it is while the run lasts`,
  );
}

function tell(message: FromRole): void {
  if (process.connected) process.send?.(message);
}

/** The reason is told before the process ends with it. */
function fail(error: unknown): void {
  const isTheirs = error instanceof KafkaProblem || error instanceof BrokerSettingsError;
  const why =
    error instanceof Error ? (isTheirs ? error.message : (error.stack ?? error.message)) : String(error);
  const message: FromRole = { say: 'failed', why, isDefect: !isTheirs };
  if (process.connected) process.send?.(message, () => process.exit(1));
  else process.exit(1);
}

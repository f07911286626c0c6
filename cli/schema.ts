/** `rendezvous schema`: the JSON Schema by which editors complete and check a scenario. */
import { scenarioJsonSchema } from '../scenarios/schema.ts';
import { EXIT } from './exit-status.ts';
import type { Shell } from './shell.ts';

export async function schema(shell: Shell): Promise<number> {
  shell.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return EXIT.pass;
}

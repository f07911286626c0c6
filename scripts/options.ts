/** The options of a script: one that it does not know ends it with a sentence. */
import process from 'node:process';
import { type ParseArgsConfig, parseArgs } from 'node:util';

export function optionsOf<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}

/**
 * Damages sound scenarios and loads them: `fuzz-scenarios.ts [--count 100000] [--from 0]`.
 *
 * Every one must give a run or a diagnosis within a second, never an exception. Prints the number of each find, by
 * which `--from N --count 1` finds it again; exit status 1 where there was one.
 */
import { defectOf, soundScenarios } from '../test/scenarios/fuzzing.ts';
import { mutant } from '../test/scenarios/mutations.ts';
import { optionsOf } from './options.ts';

const MOST_FINDS = 10;
const PROGRESS_EVERY = 10_000;

const { values, positionals } = optionsOf({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
    show: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const count = Number(positionals[0] ?? values.count);
const sound = soundScenarios();
let finds = 0;
const started = performance.now();
for (let n = from; n < from + count && finds < MOST_FINDS; n++) {
  if (values.show) process.stdout.write(mutant(sound, n).text);
  const defect = await defectOf(sound, n);
  if (defect !== undefined) {
    finds++;
    process.stdout.write(`mutant ${n}: ${defect}\n`);
  }
  if ((n + 1 - from) % PROGRESS_EVERY === 0) process.stderr.write(`${n + 1 - from} of ${count}\n`);
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`${count} mutants in ${seconds} s, ${finds} finds\n`);
process.exitCode = finds > 0 ? 1 : 0;

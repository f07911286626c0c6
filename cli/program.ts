/**
 * The commands and their options: the whole surface of `rendezvous` on one page, and the only place that knows the
 * parser. Each command's own file is loaded only when it is called, so that `--help` and `--version` answer at once
 * and a run holds nothing in memory that it does not need.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT } from './exit-status.ts';
import type { Shell } from './shell.ts';
import { packageVersion } from './version.ts';

/** Each is a run of its own, and all of them are kept until they are pooled. */
const MOST_REPLICATIONS = 10_000;

const EXIT_STATUSES = `
Exit status: 0 every gating objective holds · 1 one does not · 2 usage, or a scenario is invalid · 3 inconclusive
· 4 no file matched · 5 the live environment is not there · 70 a defect of rendezvous-testbed · 130, 143 interrupted`;

/** Parses the words and runs the command they name; answers with the exit status. */
export async function execute(shell: Shell): Promise<number> {
  let status: number = EXIT.pass;
  const program = new Command('rendezvous')
    .description(
      'Simulate a rendezvous architecture, and run it on Kafka: are answers on time, is every input archived?',
    )
    .version(packageVersion())
    .addHelpText('after', EXIT_STATUSES)
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
    })
    .exitOverride();
  const finish = (outcome: number) => {
    status = outcome;
  };
  addRunning(program, shell, finish);
  addPlaying(program, shell, finish);
  addWriting(program, shell, finish);
  addAsking(program, shell, finish);
  try {
    await program.parseAsync([...shell.words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.invalid;
    throw error;
  }
  return status;
}

type Finish = (status: number) => void;

function addRunning(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('run')
    .description('run scenarios, judge them and write results and reports')
    .argument(
      '<file...>',
      'scenarios: YAML, JSON or a module with a default export; patterns are matched here too',
    )
    .addOption(new Option('--on <host>', 'where to run').choices(['sim', 'kafka', 'both']).default('sim'))
    .option('--seed <n>', "instead of the scenario's seed", countFrom(0))
    .option(
      '--replications <n>',
      'independent seeds derived from the first, pooled',
      countFrom(1, MOST_REPLICATIONS),
      1,
    )
    .addOption(override())
    .option('--out <dir>', 'where to write; default results/NAME-SEED-HOST')
    .option('--report <kinds>', 'html, md, junit, csv (comma-separated) or none', 'html,md,junit')
    .option('--observations <file>', 'write what became of each request, as JSON Lines')
    .option('--json', 'print each result on stdout as one line, and nothing else there')
    .option('--quiet', 'no progress, and one line per run')
    .addOption(diagnosticsFormat())
    .option('--brokers <host:port,...>', 'your Kafka brokers, for --on kafka or both')
    .addOption(brokerProvider())
    .option('--remote <role,...>', 'roles that are played on other machines, by `rendezvous role`')
    .action(async (files: string[], options) =>
      finish(await (await import('./run.ts')).run(shell, files, options)),
    );
  program
    .command('validate')
    .description('check scenarios without running them')
    .argument('<file...>', 'scenarios')
    .addOption(override())
    .addOption(diagnosticsFormat())
    .action(async (files: string[], options) =>
      finish(await (await import('./validate.ts')).validate(shell, files, options)),
    );
}

function addPlaying(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('role')
    .description('play a role of a run on Kafka that another machine conducts (run --remote says how)')
    .argument('<name>', 'the role: heavy-0, rendezvous-0, …')
    .requiredOption('--run <prefix>', "what the names of the run's topics begin with")
    .requiredOption('--scenario <file>', 'the same scenario as the run has')
    .option('--brokers <host:port,...>', "your Kafka brokers; default those of the scenario's live section")
    .action(async (name: string, options) =>
      finish(await (await import('./role.ts')).role(shell, name, options)),
    );
}

function addWriting(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('report')
    .description('make the reports of results again, byte for byte, and of several an index')
    .argument('<result...>', 'result.json files, or folders with one or several')
    .option('--out <dir>', 'where to write; default beside each result')
    .option('--report <kinds>', 'html, md, junit, csv (comma-separated)', 'html,md,junit')
    .action(async (results: string[], options) =>
      finish(await (await import('./report.ts')).report(shell, results, options)),
    );
  program
    .command('compare')
    .description('say how two results differ, and how sure that is')
    .argument('<a>', 'a result.json, or a folder with one')
    .argument('<b>', 'another; what is said is B against A')
    .option(
      '--observations <a,b>',
      'what `run --observations` wrote of A and of B: pairs them request by request',
    )
    .option('--out <file>', 'write a page too (.html), or Markdown (.md), or data (.json)')
    .option('--json', 'print the comparison on stdout as one line, and nothing else there')
    .action(async (a: string, b: string, options) =>
      finish(await (await import('./compare.ts')).compare(shell, [a, b], options)),
    );
  program
    .command('init')
    .description('write a commented scenario to start from')
    .argument('[dir]', 'folder, made if need be', '.')
    .action(async (dir: string) => finish(await (await import('./init.ts')).init(shell, dir)));
}

function addAsking(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('config')
    .description('print the resolved scenario and where each value came from')
    .argument('<file>', 'scenario')
    .addOption(override())
    .addOption(new Option('--format <form>', 'form of the output').choices(['yaml', 'json']).default('yaml'))
    .action(async (file: string, options) =>
      finish(await (await import('./config.ts')).config(shell, file, options)),
    );
  program
    .command('schema')
    .description("print the scenario language's JSON Schema (draft-07)")
    .action(async () => finish(await (await import('./schema.ts')).schema(shell)));
  program
    .command('explain')
    .description('explain a diagnostic code or a finding')
    .argument('[code]', 'as in error[code]; without it, the list of codes')
    .action(async (code: string | undefined) =>
      finish(await (await import('./explain.ts')).explain(shell, code)),
    );
  program
    .command('doctor')
    .description('say what is there to run with, what is missing and how to get it')
    .option('--brokers <host:port,...>', 'ask these Kafka brokers too')
    .action(async (options) => finish(await (await import('./doctor.ts')).doctor(shell, options)));
  program
    .command('calibrate')
    .description('measure the delays of real brokers for the simulator')
    .requiredOption('--out <file>', 'the delay profile to write')
    .option(
      '--like <scenario>',
      'measure under the processes and the traffic of this scenario, without its faults',
    )
    .option('--rate <n>', 'requests per second of a small architecture instead; default: 100', countFrom(1))
    .option(
      '--seconds <n>',
      'how long each of the two runs is measured, after ten to warm up',
      countFrom(1),
      30,
    )
    .option('--brokers <host:port,...>', 'your Kafka brokers')
    .addOption(brokerProvider())
    .action(async (options) => finish(await (await import('./calibrate.ts')).calibrate(shell, options)));
  program
    .command('heal')
    .description('clean up after runs on Kafka that were killed: processes, containers, topics, folders')
    .action(async () => finish(await (await import('./heal.ts')).heal(shell)));
}

function brokerProvider(): Option {
  const option = new Option('--broker-provider <how>', 'where brokers come from; default: whatever is there');
  return option.choices(['external', 'docker', 'jvm']);
}

function diagnosticsFormat(): Option {
  return new Option('--format <form>', 'form of the diagnostics').choices(['text', 'json']).default('text');
}

function override(): Option {
  const option = new Option('--set <path=value>', 'override a value of the scenario; may be repeated');
  return option.default([], 'none').argParser((word: string, before: readonly string[]) => [...before, word]);
}

/** Parses a whole number; underscores between digits are fine, as in a scenario. */
function countFrom(least: number, most = Number.MAX_SAFE_INTEGER): (word: string) => number {
  return (word) => {
    const value = /^\d+(_\d+)*$/.test(word) ? Number(word.replaceAll('_', '')) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

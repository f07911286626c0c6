/**
 * Every code that a diagnostic can have: what it means, why it is one, what to do, and an example that raises it.
 *
 * `explain CODE` prints this. The codes are the keys, so the compiler knows that each one that is raised is explained;
 * a test raises each by its example.
 */
export interface Explanation {
  readonly severity: 'error' | 'warning';
  /** A few words. */
  readonly title: string;
  /** Why, and what to do. */
  readonly text: string;
  readonly example: Example;
}

export interface Example {
  /** YAML, laid over a sound scenario; the whole file where `whole` is set. */
  readonly scenario: string;
  readonly whole?: true;
  /** Other files that the example needs, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** `--set` options. */
  readonly set?: readonly string[];
}

const error = (title: string, text: string, example: string | Example): Explanation => ({
  severity: 'error',
  title,
  text,
  example: typeof example === 'string' ? { scenario: example } : example,
});
const warning = (title: string, text: string, example: string | Example): Explanation => ({
  ...error(title, text, example),
  severity: 'warning',
});
const whole = (scenario: string, files: Readonly<Record<string, string>> = {}): Example => ({
  scenario,
  whole: true,
  files,
});
const withFile = (scenario: string, name: string, content: string): Example => ({
  scenario,
  files: { [name]: content },
});

const TRACED = 'traffic: { callers: { arrivals: { trace: { file: t.csv, time: when, unit: s } } } }';

export const explanations = {
  // The file as a whole
  'file-unreadable': error(
    'A file cannot be read',
    'A scenario, parent, trace or module is not there, is no regular file, or may not be read. Paths are relative to the file that names them.',
    'traffic: { callers: { arrivals: { trace: { file: missing.csv, time: when } } } }',
  ),
  'file-too-large': error(
    'A file is too large',
    'Scenarios and modules may have 4 MiB; data files 400 MiB. Larger ones are refused before they are read. Put data into a trace, and split what is left.',
    whole('# a scenario of more than 4 MiB\n'),
  ),
  'not-utf8': error(
    'A file is not UTF-8 text',
    'Bytes were found that no UTF-8 text has. Save the file as UTF-8.',
    withFile(TRACED, 't.csv', 'when\n\u00ff\n'),
  ),
  'nul-byte': error(
    'A NUL byte in a text file',
    'A scenario is text and has none. Save it as UTF-8.',
    whole('version: 1\0\n'),
  ),
  'file-empty': error(
    'An empty scenario',
    'There is nothing but blank space and comments. Begin with `version: 1`.',
    whole('# nothing yet\n'),
  ),
  'yaml-syntax': error(
    'Not YAML',
    'The file breaks the rules of YAML at this place. Often a bracket or quote is not closed, or an indentation is off.',
    whole('version: [1\n'),
  ),
  'tab-indent': error(
    'A tab in the indentation',
    'YAML indents with spaces only.',
    whole('traffic:\n\tcallers: 1\n'),
  ),
  'yaml-tag': error(
    'An unknown YAML tag',
    'Tags such as !include are not part of the language. Use `extends` and `vars`.',
    whole('version: !include base.yaml\n'),
  ),
  'several-documents': error(
    'Several documents in one file',
    'A file holds one scenario. Put each into a file of its own, or use a `matrix`.',
    whole('version: 1\n---\nversion: 1\n'),
  ),
  'nesting-too-deep': error(
    'Nested too deeply',
    'No scenario nests deeper than 64 levels. Usually a bracket is not closed, or an alias contains itself.',
    whole('x-a: &a [*a]\n'),
  ),
  'too-many-values': error(
    'Too many values',
    'A scenario may have 100,000 values once aliases and variables are written out, 10,000 keys in a map, 100,000 lines, and a text 65,536 characters.',
    whole(
      'x-a: &a [1, 1, 1, 1, 1, 1, 1, 1]\nx-b: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nx-c: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nx-d: &d [*c, *c, *c, *c, *c, *c, *c, *c]\nx-e: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nx-f: [*e, *e, *e, *e, *e, *e, *e, *e]\n',
    ),
  ),
  'key-twice': error(
    'The same key twice',
    'Only one of the two could count. Keep one.',
    whole('version: 1\nversion: 1\n'),
  ),
  'key-not-text': error(
    'A key that is not text',
    'Keys are names. A list or a map cannot be one.',
    whole('? [a]\n: 1\n'),
  ),
  'key-forbidden': error(
    'A key with a meaning in JavaScript',
    '`__proto__`, `constructor` and `prototype` cannot be keys anywhere. Choose another name.',
    'models: { constructor: { role: shadow, serviceTime: 1ms } }',
  ),
  'value-unusable': error(
    'A value that a scenario cannot hold',
    'Values are text, finite numbers, true, false, lists and maps.',
    'rendezvous: { default: { value: .nan } }',
  ),
  'version-unknown': error(
    'Unknown version of the language',
    'This program reads `version: 1`.',
    'version: 2',
  ),

  // Form
  'unknown-key': error(
    'An unknown key',
    'The language is strict, because a mistyped key that is passed over would silently leave the default in force. Keys that begin with `x-` are yours.',
    'models: { heavy: { replica: 2 } }',
  ),
  'key-missing': error(
    'A key is missing',
    'What is named has no default. Add it.',
    'models: { heavy: { role: null } }',
  ),
  'wrong-type': error(
    'The wrong sort of value',
    'A map stands where a list is needed, text where a number is needed, or the like.',
    'models: [heavy]',
  ),
  'wrong-choice': error(
    'Not one of the possible words',
    'Only the words that are listed mean something here.',
    'models: { heavy: { role: primry } }',
  ),
  'one-kind': error(
    'Not exactly one of several kinds',
    'Where one of several kinds is chosen, the map has exactly one key, the kind; and of keys that exclude each other one is given.',
    'faults: { nothing: { from: 1m, for: 1s } }',
  ),
  'list-empty': error(
    'An empty list',
    'At least one entry is needed for this to mean something.',
    'rendezvous: { policy: { priority: { order: [] } } }',
  ),
  'unit-missing': error(
    'A number without a unit',
    'Times, rates, shares, sizes and factors are written with their unit, so that nobody has to know whether 200 is seconds or milliseconds.',
    'rendezvous: { deadline: 200 }',
  ),
  'unit-unknown': error(
    'An unknown unit',
    'Times: us ms s m h d. Rates: /s /m /h. Shares: %. Sizes: B KB MB GB KiB MiB GiB. Factors: x.',
    'rendezvous: { deadline: 200msec }',
  ),
  'not-a-quantity': error(
    'Not a quantity',
    'A quantity is a number and a unit, without a space: 250ms, 50k/m, 99.5%, 1KB, 3x.',
    'rendezvous: { deadline: soon }',
  ),
  'not-a-count': error(
    'Not a whole number',
    'Counts are whole numbers; `_`, `k` and `M` are allowed: 10_000, 10k, 10M.',
    'models: { heavy: { replicas: 2.5 } }',
  ),
  'out-of-range': error(
    'Out of range',
    'The value has the right form but cannot be: a share above 100%, no replicas, a time of more than a century.',
    'models: { heavy: { replicas: 0 } }',
  ),
  'out-of-order': error(
    'In the wrong order',
    'One value must come before another: min before max, p50 before p99, the return budget within the deadline, steps in order.',
    'rendezvous: { returnBudget: 5s }',
  ),
  'shares-sum': error(
    'Shares that do not sum to 100 %',
    'The parts of a mixture and the shares of a split are all there is.',
    'rendezvous: { policy: { priority: null, split: { shares: { heavy: 50%, light: 40% } } } }',
  ),
  'name-invalid': error(
    'Not a name',
    'Names have letters, digits, `-` and `_`, at most 64. A number alone is a name too, but maps of JavaScript put such names first and in numeric order, whatever their place in the file, which decides ties.',
    'models: { "my model": { role: shadow, serviceTime: 1ms } }',
  ),
  'name-reserved': error(
    'A reserved name',
    'Models cannot be called `rendezvous`, `enrichment`, `frontend` or `broker`, which are targets of faults; decoys not like a measure of decoys.',
    'models: { broker: { role: shadow, serviceTime: 1ms } }',
  ),
  'named-twice': error(
    'Named twice',
    'A model stands once in an order.',
    'rendezvous: { policy: { priority: { order: [heavy, heavy] } } }',
  ),
  'too-many': error(
    'Too many',
    'At most 30 models, 1,000 sources and 100,000 occurrences of a fault.',
    `models: { ${Array.from({ length: 30 }, (_, n) => `m${n}: { role: shadow, serviceTime: 1ms }`).join(', ')} }`,
  ),

  // Putting a scenario together
  'extends-circle': error(
    'extends leads back to itself',
    'A scenario cannot be its own ancestor, and chains end after 20 files.',
    whole('extends: parent.yaml\n', { 'parent.yaml': 'extends: scenario.yaml\n' }),
  ),
  'matrix-too-large': error(
    'Too many combinations',
    'A matrix may have 1,000 combinations; each is a run.',
    `matrix: { seed: [${Array.from({ length: 40 }, (_, n) => n).join(', ')}], requests: [${Array.from({ length: 40 }, (_, n) => n + 1).join(', ')}] }`,
  ),
  'path-unknown': error(
    'A path that leads nowhere',
    'A dotted path of --set or matrix names an item that the list does not have, or nothing that can vary.',
    {
      scenario: '{}',
      set: ['rendezvous.policy.priority.order.7=light'],
    },
  ),
  'set-syntax': error(
    '--set is not PATH=VALUE',
    'Write a dotted path, an equals sign and a YAML value, as in --set models.heavy.replicas=3.',
    {
      scenario: '{}',
      set: ['models..replicas=3'],
    },
  ),
  'var-unknown': error(
    'An unknown variable',
    `What stands in \`\${name}\` has to be defined under \`vars\`.`,
    `seed: "\${sede}"`,
  ),
  'var-circle': error(
    'Variables in a circle',
    'A variable cannot be made of itself.',
    `vars: { a: "\${b}", b: "\${a}" }\nseed: "\${a}"`,
  ),
  'var-syntax': error(
    'Not a variable',
    `Variables are written \${name}, \${env:NAME} or \${env:NAME:-default}; the signs themselves $\${.`,
    `about: "\${not a name}"`,
  ),
  'var-in-text': error(
    'A map or list inside a text',
    'A variable that holds a map or a list can stand only alone.',
    `vars: { a: [1] }\nabout: "see \${a}"`,
  ),
  'env-unset': error(
    'An unset environment variable',
    `Set it, or give a default: \${env:NAME:-default}.`,
    `about: "\${env:RENDEZVOUS_SURELY_UNSET}"`,
  ),
  'var-unused': warning(
    'A variable that is used nowhere',
    'Usually its name is mistyped where it should be used.',
    'vars: { rate: 100/s }',
  ),

  // References
  'model-unknown': error(
    'An unknown model',
    'A policy names a model that is not under `models`.',
    'rendezvous: { policy: { priority: { order: [heavi, light] } } }',
  ),
  'role-forbidden': error(
    'A role that must not answer',
    'Shadows, canaries and decoys see every request but never answer, so they cannot stand in a policy.',
    'models: { light: { role: shadow } }',
  ),
  'target-unknown': error(
    'An unknown target',
    'A fault aims at a model, `rendezvous`, `enrichment`, `frontend` or `broker`.',
    'faults: { f: { pause: { target: hevy }, from: 1m, for: 1s } }',
  ),
  'source-unknown': error(
    'An unknown source',
    'A fault names a source that is not under `traffic`.',
    'faults: { f: { silence: { source: shops }, from: 1m, for: 1s } }',
  ),
  'fault-unknown': error(
    'An unknown fault',
    '`during` and `after` name a fault of this scenario.',
    'expect: { e: { measure: timeliness, atLeast: 99%, during: storm } }',
  ),
  'feature-unknown': error(
    'An unknown feature',
    'A feature that a model uses must be there in every source of traffic, and one that is shifted in its own.',
    'models: { heavy: { score: { of: amuont } } }',
  ),
  'measure-unknown': error(
    'An unknown measure',
    'Measures are listed in the language: timeliness, outcome.model, latency.p99, model.NAME.onTime, decoy.coverage, …',
    'expect: { e: { measure: timelyness, atLeast: 99% } }',
  ),
  'measure-unfit': error(
    'A measure of something that is not there',
    'Measures of decoys and canaries need one in the scenario.',
    'expect: { e: { measure: canary.missed, atMost: 0 } }',
  ),
  'column-unknown': error(
    'An unknown column',
    'The header of the CSV file does not have this column, or has it twice; or the source has no trace at all.',
    withFile(TRACED, 't.csv', 'time\n1\n'),
  ),

  // Impossible values
  'replicas-above-partitions': error(
    'More replicas than partitions',
    'A partition belongs to one replica of a group; further replicas would have nothing to do.',
    'models: { heavy: { replicas: 13 } }',
  ),
  'role-unfit': error(
    'A key that this role has no use for',
    '`archive` is for decoys, `monitor` for canaries; a decoy never scores.',
    'models: { heavy: { archive: { every: 10 } } }',
  ),
  'linear-misplaced': error(
    'linear where no features are known',
    'Costs per feature need a request: the serviceTime of a model or of enrichment, as a whole.',
    'traffic: { callers: { payload: { linear: { base: 1KB, per: { amount: 1B } } } } }',
  ),
  'fault-unfit': error(
    'A fault that cannot befall its target',
    'Only what serves can be slow, hang, err or leak; a crash `at` a step needs a decoy; brokers crash or pause and are counted from 0 below the replication; replicas count from 0.',
    'faults: { f: { slow: { target: rendezvous, factor: 3x }, from: 1m, for: 1m } }',
  ),
  'outside-run': error(
    'Outside of the run',
    'Faults, shifts and warm-up lie inside the run, which ends with its duration or its trace.',
    'faults: { f: { pause: { target: heavy }, from: 2h, for: 1s } }',
  ),
  'fault-late': warning(
    'A fault that may come too late',
    'With `requests` the end of a run is not known beforehand; at the mean rate it comes before this fault is over.',
    'duration: null\nrequests: 1k\nfaults: { f: { pause: { target: heavy }, from: 1h, for: 1s } }',
  ),
  'window-unfit': error(
    'A window that the measure does not have',
    'Measures of decoys and canaries, and the most open mailboxes, are judged once for the whole run.',
    'models: { decoy: { role: decoy } }\nfaults: { f: { pause: { target: heavy }, from: 1m, for: 1s } }\nexpect: { e: { measure: decoy.coverage, atLeast: 100%, during: f } }',
  ),
  'window-empty': error(
    'A window without requests',
    'What comes after a fault begins when the run is over.',
    'faults: { f: { pause: { target: heavy }, from: 1m } }\nexpect: { e: { measure: timeliness, atLeast: 99%, after: f, within: 1s } }',
  ),
  'profile-invalid': error(
    'Not a delay profile',
    'A profile is JSON with "format": "rendezvous-delays/1", append, fetch, rebalanceMs and leaderTakeOverMs; it may have hops and a correlation.',
    withFile('streams: { delays: { file: p.json } }', 'p.json', '{}'),
  ),
  'module-failed': error(
    'A module cannot be used',
    'A policy module exports a function as its default, a scenario module an object; it must be importable by node as it stands.',
    withFile(
      'rendezvous: { policy: { priority: null, module: { file: p.mjs } } }',
      'p.mjs',
      'export default 7;\n',
    ),
  ),

  // Traces
  'trace-empty': error(
    'A trace without rows',
    'The first line names the columns, each further one is a request.',
    withFile(TRACED, 't.csv', 'when\n'),
  ),
  'trace-row': error(
    'A row that cannot be read',
    'Nothing is guessed and nothing is skipped: correct or remove the row.',
    withFile(TRACED, 't.csv', 'when\n1\nnoon\n'),
  ),
  'trace-order': error(
    'A row before its predecessor',
    'Arrivals come in order of time; equal times keep the order of the file. Sort the rows.',
    withFile(TRACED, 't.csv', 'when\n2\n1\n'),
  ),

  // Plausibility
  overload: warning(
    'More work than a replica can do',
    'The busiest replica of the group gets more requests than it can work off, so its queue grows for as long as traffic runs. A replica works its partitions alone, so the average over the group does not help; hot keys make it worse.',
    'models: { heavy: { replicas: 1, serviceTime: 50ms } }',
  ),
  'deadline-too-short': warning(
    'A deadline below the fastest model',
    'At deadline − returnBudget hardly any model can have scored, so nearly every request gets the default, or no answer where there is none.',
    'rendezvous: { deadline: 2ms }',
  ),
  'model-unused': warning(
    'A model that the policy never asks',
    'Its role says that it may answer, yet no policy names it. Make it a shadow, or name it.',
    'rendezvous: { policy: { priority: { order: [heavy] } } }',
  ),
  'step-too-late': warning(
    'A step after the decision',
    'A step of a schedule that begins at the decision time or later never counts.',
    'rendezvous: { policy: { priority: null, schedule: { steps: [{ from: 0ms, accept: [heavy] }, { from: 10s, accept: [heavy, light] }] } } }',
  ),
  'gives-up-for-nothing': warning(
    'Given up early, for no default',
    'With `whenAllOpen: default` the adaptive policy gives the default at once when no model is worth waiting for. Without a default the caller gets nothing, where waiting might still have brought a score.',
    'rendezvous: { default: none, policy: { priority: null, adaptive: { order: [heavy, light], whenAllOpen: default } } }',
  ),
  'nobody-to-turn-to': warning(
    'Adaptive over one model',
    'A model is given up early so that another can answer. With one model and `whenAllOpen: wait` the adaptive policy does what priority does.',
    'rendezvous: { policy: { priority: null, adaptive: { order: [heavy] } } }',
  ),
  'canary-blind': warning(
    'A canary that sees nothing',
    'Without `score` its score is 0 for every request, so no shift of the input can be seen.',
    'models: { bird: { role: canary, serviceTime: 1ms } }',
  ),
  'objective-cannot-fail': warning(
    'An objective that cannot fail',
    'At least 0, or at most 100 %: it passes whatever happens.',
    'expect: { e: { measure: timeliness, atLeast: 0% } }',
  ),
  'objective-cannot-hold': warning(
    'An objective that cannot hold',
    'What it asks for cannot come about in this scenario.',
    'rendezvous: { default: none }\nexpect: { e: { measure: outcome.default, atLeast: 1% } }',
  ),
  'objective-without-data': warning(
    'An objective without data',
    'Nothing in the scenario gives this objective anything to judge; no data is never a pass.',
    'models: { bird: { role: canary, serviceTime: 1ms, score: { of: amount } } }\nexpect: { e: { measure: canary.detectionDelay, atMost: 60s } }',
  ),
  'too-few-requests': warning(
    'Too few requests for the claim',
    'Zero misses in n requests show only that fewer than about 4/n miss. A claim about one request in a thousand takes some four thousand.',
    'expect: { e: { measure: timeliness, atLeast: 99.9999% } }',
  ),
} as const satisfies Readonly<Record<string, Explanation>>;

export type Code = keyof typeof explanations;

export const codes: readonly Code[] = Object.keys(explanations).filter(isCode);

export function isCode(code: unknown): code is Code {
  return typeof code === 'string' && Object.hasOwn(explanations, code);
}

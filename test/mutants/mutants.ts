/**
 * Bugs that one could have made in our own code, to be planted one at a time: what is replaced, by what, and which tests
 * must notice. Each is named after what it does wrong. `scripts/mutants.ts` plants them.
 */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly replace: string;
  readonly by: string;
  /** Files of tests, by the beginnings of their paths. */
  readonly tests: readonly string[];
}

const SERVER = ['test/rendezvous/rendezvous-server', 'test/rendezvous/decisions'];
const MAILBOXES = ['test/rendezvous/mailboxes', 'test/rendezvous/rendezvous-server'];
const POLICIES = ['test/rendezvous/policies', 'test/rendezvous/decisions'];
const ADAPTIVE = ['test/rendezvous/adaptive'];
const ARCHIVE = ['test/rendezvous/archiver', 'test/sim/crash-table'];
const WORKER = ['test/rendezvous/model-worker', 'test/sim/queueing', 'test/sim/expired-work'];
const FRONT_END = ['test/rendezvous/front-end'];
const MONITOR = ['test/rendezvous/canary-monitor'];
const ACCOUNT = ['test/harness/accounting/damage'];

function inFile(file: string, tests: readonly string[]) {
  return (name: string, replace: string, by: string): Mutant => ({ name, file, replace, by, tests });
}

const server = inFile('rendezvous/rendezvous-server.ts', SERVER);
const mailboxes = inFile('rendezvous/mailboxes.ts', MAILBOXES);
const archiver = inFile('rendezvous/archiver.ts', ARCHIVE);
const worker = inFile('rendezvous/model-worker.ts', WORKER);
const frontEnd = inFile('rendezvous/front-end.ts', FRONT_END);
const monitor = inFile('rendezvous/canary-monitor.ts', MONITOR);
const preference = inFile('rendezvous/policies/preference.ts', POLICIES);
const schedule = inFile('rendezvous/policies/schedule.ts', POLICIES);
const ensemble = inFile('rendezvous/policies/ensemble.ts', POLICIES);
const split = inFile('rendezvous/policies/split.ts', POLICIES);
const adaptive = inFile('rendezvous/policies/adaptive.ts', ADAPTIVE);
const breaker = inFile('rendezvous/policies/breaker.ts', ADAPTIVE);
const regret = inFile('measure/regret-tally.ts', ['test/measure/settle']);
const first = inFile('rendezvous/policies/first.ts', POLICIES);

export const MUTANTS: readonly Mutant[] = [
  // The server
  server(
    'the deadline counts from the arrival at the server',
    'this.boxes.intendedUs[slot] = intendedUs;\n    const decisionAtUs',
    'this.boxes.intendedUs[slot] = nowUs;\n    const decisionAtUs',
  ),
  server('a request that comes too late waits', 'nowUs > decisionAtUs)', 'nowUs < 0)'),
  server('the decision time itself is not final', 'nowUs >= decisionAtUs)', 'nowUs > decisionAtUs)'),
  server(
    'a score that comes before its request is dropped',
    'this.port.earlyScore(slot, model, nowUs);\n    return true;',
    'this.port.earlyScore(slot, model, nowUs);\n    return false;',
  ),
  server(
    'a score that comes after the decision is not counted',
    'this.port.lateScore(slot, model, nowUs);\n      return false;',
    'return false;',
  ),
  server(
    'a model may score again after it has failed',
    'if (((scored | (cells[at + FAILED] ?? 0)) & bit) !== 0) return;',
    'if ((scored & bit) !== 0) return;',
  ),
  server('an error is forgotten', 'cells[at + FAILED] = failed | bit;', 'cells[at + FAILED] = failed;'),
  server('a shadow counts as the first to score', 'if ((bit & this.members) !== 0) {', 'if (bit !== 0) {'),
  server(
    'the timer starts when the server falls asleep',
    'this.port.wakeRequestAt(slot, intendedUs + this.settings.decisionUs);',
    'this.port.wakeRequestAt(slot, nowUs + this.settings.decisionUs);',
  ),
  server('every answer is preferred', 'policy.isPreferred(decision, view)', 'decision >= ANSWER_COMBINED'),
  server(
    'a policy is asked about models that it does not name',
    'this.askedAbout = policy.members ?? -1;',
    'this.askedAbout = -1;',
  ),
  // Mailboxes
  mailboxes(
    'a decision does not free its mailbox',
    'this.cells[slot * MAILBOX_SIZE + STATE] = MAILBOX.decided;\n    this.open--;',
    'this.cells[slot * MAILBOX_SIZE + STATE] = MAILBOX.decided;',
  ),
  mailboxes(
    'scores without a request stay open for ever',
    'if (state === MAILBOX.early || state === MAILBOX.open) this.open--;',
    'if (state === MAILBOX.open) this.open--;',
  ),
  mailboxes(
    'a slot keeps the scores of its last request',
    'cells[at + SCORED] = 0;\n    cells[at + FAILED] = 0;',
    'cells[at + FAILED] = 0;',
  ),
  // Policies
  preference('the order is read from its end', 'order[at] ?? 0', 'order[order.length - 1 - at] ?? 0'),
  preference(
    'nothing is answered before the decision time',
    'if ((scored & bit) !== 0) return model;',
    'if ((scored & bit) !== 0) return final ? model : WAIT;',
  ),
  preference('who has failed is waited for', '(failed & bit) === 0 && !final', '!final'),
  schedule(
    'a step begins after its instant',
    'mailbox.ageUs < (this.steps[at]?.fromUs ?? 0)',
    'mailbox.ageUs <= (this.steps[at]?.fromUs ?? 0)',
  ),
  schedule(
    'who is accepted later is given up now',
    'steps.slice(at).flatMap',
    'steps.slice(at, at + 1).flatMap',
  ),
  ensemble('a quorum is not enough', '>= this.quorum', '> this.quorum'),
  ensemble('the median of an odd number is halved', 'sorted.length % 2 === 1', 'sorted.length % 2 === 0'),
  split('the shares are turned round', 'draw < (this.upTo[at] ?? 1)', 'draw > (this.upTo[at] ?? 1)'),
  first('the first model of all never wins', 'if (first >= 0) return first;', 'if (first > 0) return first;'),
  adaptive(
    'a score of a model that was given up is passed over',
    'if ((scored & bit) !== 0) return model;',
    'if ((scored & bit) !== 0 && breakers[at]?.isWorthWaiting(mailbox) === true) return model;',
  ),
  adaptive('an error counts as late', 'else if (final && (failed & bit) === 0)', 'else if (final)'),
  adaptive(
    'who is missing when a better one answers counts as late',
    'else if (final && (failed & bit) === 0)',
    'else if ((failed & bit) === 0)',
  ),
  adaptive(
    'the models are blamed when the server comes too late',
    'if (decision !== WAIT && mailbox.ageUs <= this.lastToldUs)',
    'if (decision !== WAIT)',
  ),
  adaptive(
    'the default is given early though it was told to wait',
    'return mayCome ? this.whenAllOpen : ANSWER_DEFAULT;',
    'return ANSWER_DEFAULT;',
  ),
  breaker(
    'what was late stays late for ever',
    'this.late += outcome - (outcomes[next] ?? 0);',
    'this.late += outcome;',
  ),
  breaker('an open breaker never rests', 'if (this.state === OPEN && ++this.counted', 'if (++this.counted'),
  breaker(
    'everybody waits for a half-open breaker',
    '(this.state === HALF_OPEN && this.isProbe(request))',
    'this.state === HALF_OPEN',
  ),
  breaker('who is no probe judges a half-open breaker', 'else if (this.isProbe(request)) this', 'else this'),
  breaker('probes of before count again', 'this.lateProbes = 0;', ''),
  breaker('one late of many is enough', 'late >= share * of - ROUNDING', 'late > 0'),
  inFile('sim/rendezvous-host.ts', ['test/sim/adaptive'])(
    'a server that starts again remembers what it has learnt',
    'this.servers[process - this.firstServer] = this.newServer();',
    '',
  ),
  // The decoy
  archiver(
    'what is to be committed after writing is committed before',
    "if (commit === 'beforeWrite' && !this.commitBuffer(nowUs)) return;",
    "if (commit !== 'auto' && !this.commitBuffer(nowUs)) return;",
  ),
  archiver(
    'a full buffer waits for one more record',
    'this.buffer.size >= this.settings.every',
    'this.buffer.size > this.settings.every',
  ),
  archiver(
    'a buffer is written again and again',
    "if (commit === 'afterWrite' && !this.commitBuffer(nowUs)) return;\n    this.buffer.clear();",
    "if (commit === 'afterWrite' && !this.commitBuffer(nowUs)) return;",
  ),
  archiver(
    'a process that starts again remembers what it had in hand',
    'this.buffer.clear();\n    this.uncommitted.clear();',
    'this.uncommitted.clear();',
  ),
  archiver(
    'a rebalance throws the buffer away',
    'if (this.buffer.size > 0) this.flush(nowUs);\n    this.onStart();',
    'this.onStart();',
  ),
  // The model
  worker('a service that has ended keeps its place', 'this.busy--;\n', '\n'),
  worker(
    'one more request at a time than there are places',
    'this.busy < this.concurrency && this.queue.size === 0',
    'this.busy <= this.concurrency && this.queue.size === 0',
  ),
  worker('there is no cold start', 'nowUs + this.settings.coldStartUs', 'nowUs'),
  worker(
    'expired requests are served, the others skipped',
    'if (this.settings.skipExpired && this.port.expired(record, nowUs)) {',
    'if (this.settings.skipExpired && !this.port.expired(record, nowUs)) {',
  ),
  worker(
    'a batch does not wait for others',
    'this.cameAtUs(this.queue.at(0)) + waitUs',
    'this.cameAtUs(this.queue.at(0))',
  ),
  // The front end
  frontEnd(
    'the same answer twice is a conflict',
    "before === decision ? 'duplicate' : 'conflicting'",
    "before === decision ? 'conflicting' : 'duplicate'",
  ),
  frontEnd('a second answer is a reply as well', 'this.reply[slot] = decision;\n', '\n'),
  // The monitor
  monitor(
    'a second score of a model is compared too',
    'if ((scored & bit) !== 0) return;',
    'if ((scored & bit) < 0) return;',
  ),
  monitor(
    'the warm-up belongs to the reference',
    'if (nowUs >= this.referenceFromUs) this.watchInput(value, nowUs);',
    'this.watchInput(value, nowUs);',
  ),
  // The oracle
  regret('it knows scores that come after the decision time', '+ this.decisionUs;', '+ 2 * this.decisionUs;'),
  regret('it takes an error for a score', ' && rows[at + FATE_OF] === FATE.scored', ''),
  regret('what was ignored counts as decided early', '> 0) ignored++;', '< 0) ignored++;'),
  regret(
    'it answers before the request was read',
    'decidedUs - (readUs > seenUs ? readUs : seenUs)',
    'decidedUs - readUs',
  ),
  // The account of a live run
  inFile('harness/accounting/caller-account.ts', ACCOUNT)(
    'an answer counts although its caller is dead',
    '=== NEVER && !this.diedWaiting(n, atUs)',
    '=== NEVER',
  ),
  inFile('harness/accounting/server-account.ts', ACCOUNT)(
    'of several readings of a score the first counts',
    'if (atUs <= decidedUs) return knownUs > decidedUs || atUs > knownUs;',
    'if (atUs <= decidedUs) return knownUs > decidedUs || atUs < knownUs;',
  ),
  inFile('harness/accounting/decoy-account.ts', ACCOUNT)(
    'what was archived out of order counts as in order',
    'if (offset < (last[partition] ?? -1)) this.isInverted[place] = 1;',
    'if (offset < -1) this.isInverted[place] = 1;',
  ),
  inFile('harness/accounting/decoy-account.ts', ACCOUNT)(
    'changed bytes are not noticed',
    'if (original !== undefined && checksum !== original) this.isUnfaithful[place] = 1;',
    'if (original !== undefined && checksum !== checksum) this.isUnfaithful[place] = 1;',
  ),
  inFile('harness/accounting/model-account.ts', ACCOUNT)(
    'of two services the later one counts',
    'if (atUs >= (this.sealedUs[n] ?? 0)) return;',
    'if (atUs < (this.sealedUs[n] ?? 0) && Number.isFinite(this.sealedUs[n])) return;',
  ),
];

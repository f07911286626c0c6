/**
 * `rendezvous doctor`: what this machine has, and what for. The simulator needs Node and memory. Runs on real Kafka need
 * brokers, by one of three ways; that there are none is told, with how to get them, and is no failure, unless the user
 * named some to be asked. Every look has a bound, and nothing is started.
 */
import { availableParallelism, totalmem } from 'node:os';
import type { Finding as BrokerFinding } from '../harness/brokers/survey.ts';
import { EXIT } from './exit-status.ts';
import type { Shell } from './shell.ts';

export interface DoctorOptions {
  readonly brokers?: string;
}

interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'fetch' | 'absent' | 'missing';
  readonly found: string;
}

const NEEDED_MEMORY_MB = 150;

export async function doctor(shell: Shell, options: DoctorOptions): Promise<number> {
  const addresses = options.brokers === undefined ? undefined : await addressesIn(options.brokers);
  const simulator = [node(), memory(), cores()];
  const missing = simulator.some((finding) => finding.state === 'missing');
  tell(shell, simulator, `The simulator ${missing ? 'lacks what is marked missing' : 'has all it needs'}.`);
  shell.stdout.write('\nFor runs on real Kafka, in the order in which brokers are looked for:\n');
  const brokers = await ways(shell, addresses);
  tell(shell, brokers, outlook(brokers));
  if (missing) return EXIT.fail;
  return brokers.some((finding) => finding.state === 'missing') ? EXIT.noLiveHost : EXIT.pass;
}

function tell(shell: Shell, findings: readonly Finding[], conclusion: string): void {
  for (const { state, what, found } of findings) {
    shell.stdout.write(`${state.padEnd(8)} ${what.padEnd(7)} ${found}\n`);
  }
  shell.stdout.write(`${conclusion}\n`);
}

function node(): Finding {
  return { what: 'Node', state: 'ok', found: `${process.versions.node} (needed: 22.18 or newer)` };
}

function memory(): Finding {
  const freeMb = Math.round(process.availableMemory() / 1_048_576);
  return {
    what: 'memory',
    state: freeMb >= NEEDED_MEMORY_MB ? 'ok' : 'missing',
    found:
      `${freeMb} MB free of ${Math.round(totalmem() / 1_048_576)} MB ` +
      `(needed: ${NEEDED_MEMORY_MB} MB, whatever the length of a run; 250 to 350 MB more for each broker)`,
  };
}

function cores(): Finding {
  return {
    what: 'cores',
    state: 'ok',
    found: `${availableParallelism()} (replications of a run share them)`,
  };
}

type Addresses = readonly string[];

/** Before any look, each of which takes a while: addresses that cannot be asked are refused. */
async function addressesIn(brokers: string): Promise<Addresses> {
  const { brokerAddresses } = await import('../harness/brokers/addresses.ts');
  return brokerAddresses(brokers);
}

/** The three ways to brokers, looked at together. */
async function ways(shell: Shell, addresses: Addresses | undefined): Promise<readonly Finding[]> {
  const { surveyDocker, surveyJvm } = await import('../harness/brokers/survey.ts');
  return Promise.all([
    yours(shell, addresses),
    surveyDocker(shell.env).then((found) => optional('Docker', found)),
    surveyJvm(shell.env).then((found) => optional('JVM', found)),
  ]);
}

async function yours(shell: Shell, addresses: Addresses | undefined): Promise<Finding> {
  if (addresses === undefined) {
    const found = 'none are named; `rendezvous doctor --brokers HOST:PORT,…` asks those that you have';
    return { what: 'yours', state: 'absent', found };
  }
  const { surveyExternal } = await import('../harness/brokers/survey.ts');
  const { readAccess } = await import('../harness/brokers/access-settings.ts');
  const finding = await surveyExternal(addresses, readAccess({}, shell.env));
  return { what: 'yours', state: finding.state === 'there' ? 'ok' : 'missing', found: sentence(finding) };
}

const STATES = { there: 'ok', 'to be fetched': 'fetch', missing: 'absent' } as const;

function optional(what: string, finding: BrokerFinding): Finding {
  return { what, state: STATES[finding.state], found: sentence(finding) };
}

function sentence({ found, remedy }: BrokerFinding): string {
  return remedy === undefined ? found : `${found}. ${remedy}`;
}

function outlook(findings: readonly Finding[]): string {
  const first = findings.find((finding) => finding.state === 'ok' || finding.state === 'fetch');
  if (findings.some((finding) => finding.state === 'missing'))
    return 'The brokers that you named cannot be used.';
  if (first === undefined) return 'No brokers can be had: one of the three is needed.';
  return `Brokers can be had: ${first.what}.`;
}

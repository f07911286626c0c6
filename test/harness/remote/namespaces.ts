/**
 * Machines of a network of their own on this one: network namespaces, each with a cable to the host and to nobody else. What
 * runs in one has another loopback, and reaches of the host only the address that is given to it.
 */
import { execFileSync } from 'node:child_process';

export interface Namespace {
  /** Words that go before a command which is to run there. */
  readonly within: readonly string[];
  close(): void;
}

/** Why there can be none here; undefined where there can. */
export function reasonAgainstNamespaces(): string | undefined {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  try {
    const probe = `rv${process.pid}p`;
    ip('netns', 'add', probe);
    ip('netns', 'del', probe);
    return undefined;
  } catch (error) {
    return `network namespaces cannot be made here: ${error instanceof Error ? error.message.split('\n')[0] : error}`;
  }
}

/** The host's address on the cable to the first one; the others reach it too, over theirs. */
export function hostAddress(): string {
  return `${networkOf(0)}.1`;
}

export function newNamespace(nth: number): Namespace {
  const name = `rv${process.pid}n${nth}`;
  const [outside, inside] = [`rv${process.pid % 100_000}o${nth}`, `rv${process.pid % 100_000}i${nth}`];
  const network = networkOf(nth);
  ip('netns', 'add', name);
  ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', name);
  ip('addr', 'add', `${network}.1/24`, 'dev', outside);
  ip('link', 'set', outside, 'up');
  for (const words of [
    ['addr', 'add', `${network}.2/24`, 'dev', inside],
    ['link', 'set', inside, 'up'],
    ['route', 'add', 'default', 'via', `${network}.1`],
  ])
    ip('-n', name, ...words);
  return {
    within: ['ip', 'netns', 'exec', name],
    // The cable goes with it.
    close: () => ip('netns', 'del', name),
  };
}

function networkOf(nth: number): string {
  return `10.${200 + (process.pid % 50)}.${(Math.floor(process.pid / 50) % 80) * 3 + nth}`;
}

function ip(...words: readonly string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
}

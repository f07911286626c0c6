/**
 * Makes the recorded traffic of the scenario library: `node scripts/make-trace.ts` writes
 * scenarios/data/bursty-readers.csv.
 *
 * A trace has what a rate has not: bursts, and sizes that come in runs (a reader who opens one long document opens
 * another). Arrivals are a two-state process with exponential stays, calm and burst; the size of a document is
 * log-normal with a memory of the one before it. The seed is fixed, so the committed file can be made again to the
 * byte; to draw another trace, change the seed. It deliberately imitates nobody's data.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Stream } from '../workload/stream.ts';

const SEED = 1;
const SECONDS = 240;
const CALM = { perSecond: 12, meanStaySeconds: 14 };
const BURST = { perSecond: 90, meanStaySeconds: 2.5 };
const MEDIAN_WORDS = 600;
const SPREAD = 0.7;
/** How much of a document's (logarithmic) size is that of the one before it. */
const MEMORY = 0.5;
const MOST_WORDS = 8000;

class Chance {
  private readonly stream: Stream;
  private next = 0;

  constructor(label: string) {
    this.stream = new Stream(SEED, label);
  }

  exponential(mean: number): number {
    return -mean * Math.log(this.stream.uniform(this.next++));
  }

  /** Box and Muller's way; the second number of each pair is not kept. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(this.stream.uniform(this.next++)));
    return radius * Math.cos(2 * Math.PI * this.stream.uniform(this.next++));
  }
}

function* arrivals(): Generator<number> {
  const chance = new Chance('arrivals');
  let state = CALM;
  let seconds = 0;
  let endOfStay = chance.exponential(state.meanStaySeconds);
  for (;;) {
    const next = seconds + chance.exponential(1 / state.perSecond);
    if (next < endOfStay) {
      seconds = next;
      if (seconds >= SECONDS) return;
      yield seconds;
    } else {
      seconds = endOfStay;
      state = state === CALM ? BURST : CALM;
      endOfStay = seconds + chance.exponential(state.meanStaySeconds);
    }
  }
}

function* documentWords(): Generator<number> {
  const chance = new Chance('words');
  let size = chance.normal();
  for (;;) {
    yield Math.min(MOST_WORDS, Math.max(1, Math.round(MEDIAN_WORDS * Math.exp(SPREAD * size))));
    size = MEMORY * size + Math.sqrt(1 - MEMORY * MEMORY) * chance.normal();
  }
}

/** 2026-03-02 09:00:00.000 and later; milliseconds are what most logs keep. */
function timeStamp(seconds: number): string {
  const milliseconds = Date.UTC(2026, 2, 2, 9) + Math.round(seconds * 1000);
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}

export function makeTrace(): string {
  const words = documentWords();
  const rows = [...arrivals()].map((seconds) => `${timeStamp(seconds)},${words.next().value}`);
  return `${['time,words', ...rows].join('\n')}\n`;
}

if (import.meta.main) {
  const folder = new URL('../scenarios/data/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('bursty-readers.csv', folder), makeTrace());
}

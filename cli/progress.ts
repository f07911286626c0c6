/**
 * How far a run is, on stderr, for runs of more than a second: one line rewritten in place on a terminal, and a line
 * every ten seconds where lines are kept (a log, a build server).
 */
import type { Channel } from './shell.ts';

export interface ProgressReport {
  /** Share of the run that is done, 0…1. */
  readonly fraction: number;
  readonly requests: number;
  /** Since requests began to come, where that was not at once. */
  readonly elapsedMs?: number;
  /** What is going on, where it is not the traffic. */
  readonly doing?: string;
}

const FIRST_AFTER_MS = 1_000;
const REWRITE_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const CLEAR_LINE = '\r\u001b[K';

export class Progress {
  readonly #channel: Channel;
  readonly #label: string;
  readonly #nowMs: () => number;
  readonly #startedMs: number;
  #nextMs: number;
  #lineIsOpen = false;

  constructor(channel: Channel, label: string, nowMs: () => number = () => performance.now()) {
    this.#channel = channel;
    this.#label = label;
    this.#nowMs = nowMs;
    this.#startedMs = nowMs();
    this.#nextMs = this.#startedMs + FIRST_AFTER_MS;
  }

  /** May be called as often as one likes. */
  update(report: ProgressReport): void {
    const nowMs = this.#nowMs();
    if (nowMs < this.#nextMs) return;
    const elapsedMs = report.elapsedMs ?? nowMs - this.#startedMs;
    const line = `${this.#label}: ${report.doing ?? progressLine(report, elapsedMs)}`;
    if (this.#channel.terminal) {
      this.#channel.write(CLEAR_LINE + line.slice(0, this.#channel.width - 1));
      this.#lineIsOpen = true;
      this.#nextMs = nowMs + REWRITE_EVERY_MS;
    } else {
      this.#channel.write(`${line}\n`);
      this.#nextMs = nowMs + LINE_EVERY_MS;
    }
  }

  /** A sentence that stays. */
  say(sentence: string): void {
    this.end();
    this.#channel.write(`${this.#label}: ${sentence}\n`);
  }

  /** Leaves a clean line for whatever is printed next. */
  end(): void {
    if (this.#lineIsOpen) this.#channel.write(CLEAR_LINE);
    this.#lineIsOpen = false;
  }
}

/** `41 %, 1,234,000 requests, 512 k/s, 12 s left` */
export function progressLine(report: ProgressReport, elapsedMs: number): string {
  const percent = Math.floor(report.fraction * 100);
  const perSecond = (report.requests / elapsedMs) * 1_000;
  const leftMs = report.fraction > 0 ? (elapsedMs * (1 - report.fraction)) / report.fraction : undefined;
  const left = leftMs === undefined ? '' : `, ${timeLeft(leftMs)} left`;
  return `${percent} %, ${report.requests.toLocaleString('en-US')} requests, ${rate(perSecond)}${left}`;
}

function rate(perSecond: number): string {
  return perSecond >= 10_000 ? `${Math.round(perSecond / 1_000)} k/s` : `${Math.round(perSecond)}/s`;
}

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

import { describe, expect, test } from 'vitest';
import { Progress, progressLine } from '../../cli/progress.ts';
import { RecordingChannel } from './recording-shell.ts';

/** Reports every 50 ms of a clock that the test turns, for as long as said. */
function progressOf(channel: RecordingChannel, seconds: number): string {
  let nowMs = 5_000;
  const progress = new Progress(channel, 'rz1', () => nowMs);
  const ticks = seconds * 20;
  for (let tick = 1; tick <= ticks; tick++) {
    nowMs += 50;
    progress.update({ fraction: tick / ticks, requests: tick * 1_000 });
  }
  progress.end();
  return channel.text;
}

describe('progress', () => {
  test('says nothing of a run shorter than a second', () => {
    expect(progressOf(new RecordingChannel(), 0.95)).toBe('');
    expect(progressOf(new RecordingChannel(true), 0.95)).toBe('');
  });

  test('is a line every ten seconds where lines are kept', () => {
    const lines = progressOf(new RecordingChannel(), 35).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe('rz1: 31 %, 220,000 requests, 20 k/s, 24 s left');
  });

  test('rewrites one line on a terminal and leaves it empty', () => {
    const text = progressOf(new RecordingChannel(true), 3);
    expect(text).not.toContain('\n');
    expect(text.endsWith('\r\u001b[K')).toBe(true);
    expect(text.split('\r\u001b[K').length).toBeGreaterThan(15);
  });

  test('says how much is left in the unit that suits it', () => {
    const slow = { fraction: 0.01, requests: 3_000 };
    expect(progressLine(slow, 1_000)).toBe('1 %, 3,000 requests, 3000/s, 99 s left');
    expect(progressLine(slow, 10_000)).toBe('1 %, 3,000 requests, 300/s, 17 min left');
    expect(progressLine(slow, 1_000_000)).toBe('1 %, 3,000 requests, 3/s, 28 h left');
  });

  test('does not guess before anything is done', () => {
    expect(progressLine({ fraction: 0, requests: 0 }, 2_000)).toBe('0 %, 0 requests, 0/s');
  });
});

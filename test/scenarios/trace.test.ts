import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows } from '../../scenarios/csv.ts';
import { readStamp } from '../../scenarios/time-stamp.ts';
import { readArchive, readColumn, readTrace, type TraceLayout } from '../../scenarios/trace.ts';

const dates: TraceLayout = { time: 'time', unit: undefined, columns: [] };
const seconds: TraceLayout = { time: 'time', unit: 's', columns: [] };

function timesOf(text: string, layout = dates): number[] | string[] {
  const { timesUs, problems } = readTrace(text, layout);
  return problems.length > 0 ? problems.map(({ line, code }) => `${line} ${code}`) : Array.from(timesUs);
}

describe('Recorded times', () => {
  it.each([
    ['2023-11-16 18:17:03.9799600', 1_700_158_623_979_960],
    ['1970-01-01T00:00:00Z', 0],
    ['2024-02-29 23:59:59.9999999', 1_709_251_200_000_000],
    ['2024-03-01T01:30:00+01:30', 1_709_251_200_000_000],
    ['1969-12-31 23:59:59.5', -500_000],
    ['2000-01-01 00:00:00,25', 946_684_800_250_000],
  ])('%s is %d µs', (text, us) => {
    expect(readStamp(text)?.us).toBe(us);
  });

  it.each([
    '2023-02-29 00:00:00',
    '2023-13-01 00:00:00',
    '2023-11-16 24:00:00',
    '2023-11-16',
    '16.11.2023 10:00:00',
    '2023-11-16 18:17',
    'noon',
  ])('%s is refused', (text) => {
    expect(readStamp(text)).toBeUndefined();
  });

  it('agree with the calendar of the platform', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(readStamp(date.toISOString())?.us).toBe(date.getTime() * 1000);
        },
      ),
      { seed: 3 },
    );
  });
});

describe('A trace', () => {
  it.each([
    ['LF', 'time\n2023-01-01 00:00:00\n2023-01-01 00:00:01\n'],
    ['CRLF and no last newline', 'time\r\n2023-01-01 00:00:00\r\n2023-01-01 00:00:01'],
    ['a byte order mark', '\uFEFFtime\n2023-01-01 00:00:00\n2023-01-01 00:00:01\n'],
    ['quotes', '"time"\n"2023-01-01 00:00:00"\n"2023-01-01 00:00:01"\n'],
    ['blank lines at the end', 'time\n2023-01-01 00:00:00\n2023-01-01 00:00:01\n\n\r\n'],
  ])('is read with %s', (_, text) => {
    expect(timesOf(text)).toEqual([0, 1e6]);
  });

  it('keeps equal times and refuses smaller ones by line', () => {
    expect(timesOf('time\n5\n5\n7\n', seconds)).toEqual([0, 0, 2e6]);
    expect(timesOf('time\n5\n7\n6\n', seconds)).toEqual(['4 trace-order']);
  });

  it('reads numbers in their unit without losing microseconds', () => {
    expect(timesOf('time\n1700000000.123456\n1700000000.123457\n', seconds)).toEqual([0, 1]);
    expect(timesOf('time\n1.5\n2.5\n', { ...seconds, unit: 'ms' })).toEqual([0, 1_000]);
  });

  it.each([
    ['time\n2023-01-01 00:00:00\nnoon\n', dates, ['3 trace-row']],
    ['time\n5\n', dates, ['2 trace-row']],
    ['time\n2023-01-01 00:00:00\n', seconds, ['2 trace-row']],
    ['time,a\n5,1\n6\n', seconds, ['3 trace-row']],
    ['time\n5\n\n6\n', seconds, ['3 trace-row']],
    ['time\n2023-01-01T00:00:00Z\n2023-01-01T00:00:01\n', dates, ['3 trace-row']],
    ['when\n5\n', seconds, ['1 column-unknown']],
    ['time,time\n5,6\n', seconds, ['1 column-unknown']],
    ['time\n', seconds, ['1 trace-empty']],
    ['', seconds, ['1 trace-empty']],
    ['time\n"5\n', seconds, ['2 trace-row']],
    ['time\n5\n', { ...seconds, unit: 'weeks' }, ['1 unit-unknown']],
  ])('%j names the bad line', (text, layout, problems) => {
    expect(timesOf(text, layout)).toEqual(problems);
  });

  it('takes numbers beside the times, and refuses what is none', () => {
    const { columns, problems } = readTrace('time,a,b\n1,2.5,x\n2,-3e2,y\n', { ...seconds, columns: ['a'] });
    expect([columns.get('a'), problems]).toEqual([Float64Array.of(2.5, -300), []]);
    expect(readTrace('time,a\n1,\n', { ...seconds, columns: ['a'] }).problems[0]).toMatchObject({ line: 2 });
  });

  it('has at most five problems told, however many rows are bad', () => {
    expect(timesOf(`time\n${'x\n'.repeat(1000)}`, seconds)).toHaveLength(5);
  });
});

describe('CSV', () => {
  it('gives back every field that was quoted by the rules, with the line on which its row begins', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', '1') });
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { minLength: 1 }), (rows) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        const read = [...csvRows(text)].map((row) => ('fields' in row ? row.fields : row.says));
        expect(read).toEqual(rows);
      }),
      { seed: 4 },
    );
  });

  it('knows the line ends of all systems', () => {
    const fields = [...csvRows('a,b\r\nc,d\ne,"f"\r\ng,h\r\n')].map((row) =>
      'fields' in row ? row.fields.join() : row.says,
    );
    expect(fields).toEqual(['a,b', 'c,d', 'e,f', 'g,h']);
  });

  it('ends on every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r') }), (text) => {
        for (const row of csvRows(text)) expect(row.line).toBeGreaterThan(0);
      }),
      { seed: 5, numRuns: 1000 },
    );
  });

  it('gives a column of samples', () => {
    expect(readColumn('a,b\n1,2\n3,4\n', 'b')).toEqual({ values: Float64Array.of(2, 4), problems: [] });
  });
});

describe('An archive', () => {
  const record = (id: string, intendedUs: number, amount: number) =>
    JSON.stringify({ partition: 0, offset: 0, id, intendedUs, features: { amount } });

  it('is replayed in order of intended arrival, each request once', () => {
    const text = [
      record('a', 1_000, 1),
      record('c', 3_000, 3),
      record('b', 2_000, 2),
      record('c', 3_000, 3),
      '',
    ].join('\n');
    const { timesUs, columns, problems } = readArchive(text, ['amount']);
    expect([timesUs, columns.get('amount'), problems]).toEqual([
      Float64Array.of(0, 1_000, 2_000),
      Float64Array.of(1, 2, 3),
      [],
    ]);
  });

  it.each([
    ['{"id":"a"', 'trace-row'],
    ['{"id":"a","intendedUs":1.5}', 'trace-row'],
    ['[]', 'trace-row'],
    ['', 'trace-empty'],
  ])('with %s is refused', (text, code) => {
    expect(readArchive(text, []).problems[0]?.code).toBe(code);
  });
});

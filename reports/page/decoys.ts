/** Decoy completeness: does the archive hold exactly what stood on the input stream, and where are the gaps? */
import type { DecoyResult, RunResult } from '../../measure/result.ts';
import type { Chart } from '../chart.ts';
import { count, counted, milliseconds, share } from '../numbers.ts';
import { printable, shortened } from '../plain-text.ts';
import { gapsChart } from '../plot/gaps.ts';
import { archived } from '../sentences.ts';
import { facts, figure, folded, section, table } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { retention } from './retention.ts';

const FIRST_GAPS = 12;

export async function decoys(result: RunResult): Promise<Markup> {
  const parts: Markup[] = [];
  for (const [index, [name, decoy]] of Object.entries(result.decoys).entries()) {
    parts.push(await one(result, name, decoy, index));
  }
  if (parts.length === 0) return NOTHING;
  const lead = html`<p class="lead">A decoy claims to archive exactly what stood on the input stream. Judged at rest, after the drain, so that lag is not taken for loss.</p>`;
  return section('decoys', 'Archive', lead, ...parts);
}

async function one(result: RunResult, name: string, decoy: DecoyResult, index: number): Promise<Markup> {
  const tone =
    decoy.verdict === 'complete' ? 'pass' : decoy.verdict === 'incomplete' ? 'fail' : 'inconclusive';
  return html`<div class="${tone}"><h3><span class="verdict">${mark(decoy)}</span> ${name}</h3></div>
<p>${archived(decoy)}.</p>
${await gaps(decoy, `gaps-${index}`)}
${await retention(result, decoy, `retention-${index}`)}
${facts([
  ['Coverage', `${share(decoy.coverage)}: ${count(decoy.archived)} of ${count(decoy.expected)} records`],
  ['Longest gap', counted(decoy.longestGap, 'record')],
  ['Spurious', `${count(decoy.spurious)} archived that never stood on the stream`],
  ['Fidelity', `${share(decoy.fidelity)} with the same bytes as on the stream`],
  ['Order', `${counted(decoy.inversions, 'inversion')}`],
  ['Duplicates', `${count(decoy.duplicates)} the same, ${count(decoy.conflicting)} conflicting`],
  [
    'Behind',
    `p50 ${milliseconds(decoy.lagMs.p50)}, p99 ${milliseconds(decoy.lagMs.p99)}, at most ${milliseconds(decoy.lagMs.max)}; ${counted(decoy.pending, 'record')} still to be archived at the end`,
  ],
  ['Retention headroom', headroom(decoy)],
])}`;
}

function headroom({ headroomMs }: DecoyResult): string {
  if (headroomMs !== null && headroomMs < 0) return 'none: records grew older than the retention first';
  return `${milliseconds(headroomMs)} between the oldest record not archived and its deletion`;
}

function mark(decoy: DecoyResult): string {
  if (decoy.verdict === 'complete') return '✓ Complete';
  if (decoy.verdict === 'incomplete') return '✗ Incomplete';
  return decoy.pending > 0 ? '? Not at rest' : '? Unknown';
}

async function gaps(decoy: DecoyResult, id: string): Promise<Markup> {
  if (decoy.missing.length === 0) return NOTHING;
  const rows = decoy.missing.map(({ partition, from, to, firstId, lastId }) => [
    `partition ${partition}`,
    withId(from, firstId),
    withId(to, lastId),
    count(to - from + 1),
  ]);
  const columns = [
    { head: 'Partition' },
    { head: 'First missing offset, request', number: true },
    { head: 'Last', number: true },
    { head: 'Records', number: true },
  ];
  const listed =
    decoy.missing.length < decoy.missingRanges ? `; the first ${count(decoy.missing.length)} are listed` : '';
  const caption = `${counted(decoy.missingRecords, 'record')} missing in ${counted(decoy.missingRanges, 'gap')}${listed}.`;
  const rest = rows.slice(FIRST_GAPS);
  const more =
    rest.length === 0
      ? NOTHING
      : folded(`The other ${count(rest.length)} gaps`, table(caption, columns, rest));
  const drawn = await figure(
    chartOf(decoy, id),
    'One row per partition that has a gap, offsets from left to right; what is filled in is missing from the archive. At the right, the first and the last missing offset.',
  );
  return html`${drawn}${table(caption, columns, rows.slice(0, FIRST_GAPS))}${more}`;
}

function withId(offset: number, id: string | undefined): Markup {
  const request =
    id === undefined ? NOTHING : html`<div class="why mono">${shortened(printable(id), 40)}</div>`;
  return html`${count(offset)}${request}`;
}

function chartOf(decoy: DecoyResult, id: string): Chart {
  const first = decoy.missing.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  const last = decoy.missing.reduce((most, { to }) => Math.max(most, to), 0);
  return gapsChart({
    name: id,
    title: 'Gaps in the archive',
    description: `${counted(decoy.missingRecords, 'record')} missing between offsets ${count(first)} and ${count(last)}.`,
    gaps: decoy.missing,
    label: count,
  });
}

/** Holds the pictures of single requests against their stories in the result. */
import type { Page } from 'playwright-core';
import type { RequestStory, RunResult } from '../../../measure/result.ts';
import type { Comparison } from './compared.ts';
import { readPlot } from './plotted.ts';

export async function compareWaterfalls(page: Page, result: RunResult, found: Comparison): Promise<void> {
  const pictures = await page
    .locator('#worst svg.chart')
    .evaluateAll((all) =>
      all.map((svg) => [
        svg.getAttribute('aria-labelledby')?.replace(/-title$/, '') ?? '',
        svg.querySelector('title')?.textContent ?? '',
      ]),
    );
  const stories = [...result.worst, ...(result.typical ? [result.typical] : [])];
  if (stories.length > 0 && pictures.length === 0) found.differences.push('no request is drawn');
  for (const [name = '', id] of pictures) {
    const story = stories.find((each) => each.id === id);
    if (story === undefined) found.differences.push(`${name} shows ${id}, of which the result says nothing`);
    else await compareStory(page, name, story, found);
  }
}

async function compareStory(page: Page, name: string, story: RequestStory, found: Comparison): Promise<void> {
  const plot = await readPlot(page, name, { x: 'linear', y: 'linear' });
  const drawn = plot.layers('rect').map(({ points }) => points.map(({ x }) => x));
  const wanted = spansOf(story);
  if (drawn.length !== wanted.length)
    found.differences.push(`${name} has ${drawn.length} spans for ${wanted.length} of ${story.id}`);
  const longest = Math.max(story.deadlineMs, ...wanted.map(({ to }) => to));
  wanted.forEach(({ from, to }, at) => {
    const [left = Number.NaN, right = Number.NaN] = drawn[at] ?? [];
    found.compared += 1;
    if (!(Math.abs(left - from) + Math.abs(right - to) <= longest * 0.005))
      found.differences.push(`${name}, span ${at}: ${left} to ${right} ms, ${story.id} has ${from} to ${to}`);
  });
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Row by row: waiting, in service, on the way; at last the rendezvous server's. What did not happen is not drawn. */
function spansOf(story: RequestStory): Span[] {
  const models = Object.values(story.models).filter(
    ({ endedMs, fate }) => endedMs !== null || fate !== 'open',
  );
  const spans = models.flatMap((model) => {
    const inVain = ['skipped', 'hung'].includes(model.fate) ? story.deadlineMs : null;
    return [
      { from: model.readMs, to: model.startedMs ?? model.endedMs ?? inVain },
      { from: model.startedMs, to: model.endedMs },
      { from: model.endedMs, to: model.scoreReadMs },
    ];
  });
  const own = [
    { from: 0, to: story.appendedMs },
    { from: story.seenMs, to: story.decidedMs },
    { from: story.decidedMs, to: story.returnedMs },
  ];
  return [...spans, ...own].flatMap(({ from, to }) =>
    from === null || to === null || to < from ? [] : [{ from: Math.max(0, from), to }],
  );
}

/**
 * The one doorway to vega and vega-lite: a specification in, one static SVG out.
 *
 * Vega is heavy, so it is loaded when the first chart is drawn. A chart must be the same bytes in every process and
 * on every machine: text is measured by vega's own estimate even where a canvas package is installed, nothing drawn
 * may carry a generated id, and a warning of vega's is an error here, because a chart that needed one is not the
 * chart that was meant.
 */
import type { TopLevelSpec } from 'vega-lite';
import { escapeText } from './page/markup.ts';
import { INK, MUTED, RULE } from './plot/palette.ts';

export interface Chart {
  /** Unique on its page: letters, digits and hyphens. */
  readonly name: string;
  readonly title: string;
  /** What is to be seen, for who cannot see it. */
  readonly description: string;
  readonly spec: TopLevelSpec;
  /** As wide as the page, for a column of it, as high as it is wide, or one of many small ones beside each other. */
  readonly size: 'wide' | 'column' | 'square' | 'small';
}

const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif';

const LOOK = {
  font: FONT,
  background: 'transparent',
  aria: false,
  view: { stroke: null },
  axis: {
    domainColor: RULE,
    gridColor: RULE,
    labelColor: MUTED,
    labelFontSize: 11,
    labelPadding: 6,
    tickColor: RULE,
    ticks: false,
    title: null,
    titleColor: MUTED,
    titleFontSize: 11,
    titleFontWeight: 'normal',
  },
  text: { color: INK, fontSize: 11 },
} as const;

export async function drawSvg(chart: Chart): Promise<string> {
  const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')]);
  estimateTextWidths(vega);
  const logger = vega.logger(vega.Warn, undefined, (_method, _level, words) => {
    throw new Error(`chart ${chart.name}: ${words.map(String).join(' ')}`);
  });
  const { spec } = lite.compile({ ...chart.spec, config: LOOK }, { logger });
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logger });
  try {
    return titled(await view.toSVG(), chart);
  } finally {
    view.finalize();
  }
}

/** Where a canvas package happens to be installed vega would measure by it, and labels would differ by machine. */
function estimateTextWidths(vega: object): void {
  const metrics: unknown = Reflect.get(vega, 'textMetrics');
  if (typeof metrics !== 'object' || metrics === null || !('canvas' in metrics)) return;
  if (typeof metrics.canvas === 'function') metrics.canvas(false);
}

/** Gives the picture its name and description in place of vega's own attributes of the root. */
function titled(svg: string, { name, title, description, size }: Chart): string {
  const frame = /^<svg [^>]*?(width="[^"]*" height="[^"]*" viewBox="[^"]*")>/.exec(svg);
  if (frame?.[1] === undefined) throw new Error(`chart ${name}: not the SVG that was expected`);
  if (/ id="/.test(svg)) throw new Error(`chart ${name}: it carries a generated id`);
  const labelledBy = `aria-labelledby="${name}-title" aria-describedby="${name}-desc"`;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" class="chart ${size}" role="img" ${labelledBy} ${frame[1]}>`;
  const words = `<title id="${name}-title">${escapeText(title)}</title><desc id="${name}-desc">${escapeText(description)}</desc>`;
  return head + words + svg.slice(frame[0].length).replace(EMPTY_PATHS, '').replace(GROUP_ROLES, '');
}

/** Parts of vega's frame that draw nothing. */
const EMPTY_PATHS =
  /<path class="(?:fore|back)ground" aria-hidden="true" d="(?:M0,0h0v0h0Z)?"(?: [a-z-]+="[a-z]*")*\/>/g;
const GROUP_ROLES = / role="graphics-[a-z]+"(?: aria-roledescription="[a-z -]+")?/g;

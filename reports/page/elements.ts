/**
 * The pieces that every section of the page is made of: a section, a table with caption and scopes, a figure, an
 * area that scrolls sideways and can be reached by keyboard.
 */
import { type Chart, drawSvg } from '../chart.ts';
import { html, type Markup, NOTHING, raw } from './markup.ts';

export function section(id: string, title: string, ...content: readonly Markup[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}</h2>${content}</section>\n`;
}

export interface Column {
  readonly head: string;
  /** Right-aligned, never broken. */
  readonly number?: boolean;
}

/** Rows of cells; the first cell of each is its heading. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Markup | string)[])[],
  foot: readonly (Markup | string)[] = [],
): Markup {
  const heads = columns.map((each) => html`<th scope="col"${kind(each)}>${each.head}</th>`);
  const cells = (row: readonly (Markup | string)[]): Markup[] =>
    row.map((cell, at) =>
      at === 0 ? html`<th scope="row">${cell}</th>` : html`<td${kind(columns[at])}>${cell}</td>`,
    );
  const body = rows.map((row) => html`<tr>${cells(row)}</tr>\n`);
  const last = foot.length === 0 ? NOTHING : html`<tfoot><tr>${cells(foot)}</tr></tfoot>`;
  return scrolling(
    caption,
    html`<table${columns.length <= 4 ? raw(' class="few"') : NOTHING}><caption><span>${caption}</span></caption><thead><tr>${heads}</tr></thead><tbody>${body}</tbody>${last}</table>`,
  );
}

function kind(column: Column | undefined): Markup {
  return column?.number === true ? raw(' class="n"') : NOTHING;
}

/** Sideways scrolling within its own bounds, so that the page itself never does. */
export function scrolling(label: string, content: Markup): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${content}</div>`;
}

/** A chart under its title and one sentence that says what to look for. */
export async function figure(chart: Chart, lookFor: string, before = ''): Promise<Markup> {
  return drawn(chart, html`<strong>${before}${chart.title}</strong><div>${lookFor}</div>`);
}

/** A chart that stands under a heading with its title already. */
export async function untitledFigure(chart: Chart, lookFor: string): Promise<Markup> {
  return drawn(chart, html`<div>${lookFor}</div>`);
}

async function drawn(chart: Chart, caption: Markup): Promise<Markup> {
  const picture = scrolling(chart.title, raw(await drawSvg(chart)));
  return html`<figure><figcaption>${caption}</figcaption>${picture}</figure>\n`;
}

export async function figures(charts: readonly { chart: Chart; lookFor: string }[]): Promise<Markup[]> {
  const all: Markup[] = [];
  for (const { chart, lookFor } of charts) all.push(await figure(chart, lookFor));
  return all;
}

export function folded(summary: string, ...content: readonly Markup[]): Markup {
  return html`<details><summary>${summary}</summary>${content}</details>`;
}

export function facts(pairs: readonly (readonly [string, Markup | string])[]): Markup {
  return html`<dl class="facts">${pairs.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>`;
}

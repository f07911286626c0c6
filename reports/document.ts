/** A page around its content: one file that needs no script, no network and no style but its own. */
import { html, type Markup, raw } from './page/markup.ts';
import { STYLE } from './page/style.ts';

export interface Document {
  readonly title: string;
  /** Where the link over the head of the page leads, in words. */
  readonly skipTo: string;
  readonly content: Markup;
  /** Rules beside those of every page. */
  readonly style: string;
  /** What only adds comfort; none where there is nothing to add. */
  readonly script?: string;
}

export function documentOf({ title, skipTo, content, style, script }: Document): string {
  const last = script === undefined ? '' : raw(`<script>${script}</script>\n`);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(STYLE + style)}</style>
</head>
<body>
<a class="skip" href="#main">${skipTo}</a>
<main class="page" id="main">
${content}
</main>
${last}</body>
</html>
`.text;
}

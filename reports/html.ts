/**
 * A result as one HTML file: complete without scripts and without network, light and dark, on paper and on a phone.
 *
 * The page is read from the top: what came out, against what was asked, what happened, why, and last how to have it
 * again. Each section is a file in page/; each kind of plot one in plot/. The same result gives the same bytes.
 */
import type { RunResult } from '../measure/result.ts';
import { withCourse } from './course.ts';
import { again } from './page/again.ts';
import { anatomy } from './page/anatomy.ts';
import { canaries } from './page/canaries.ts';
import { decoys } from './page/decoys.ts';
import { faults } from './page/faults.ts';
import { findings } from './page/findings.ts';
import { html, type Markup, raw } from './page/markup.ts';
import { models } from './page/models.ts';
import { objectives } from './page/objectives.ts';
import { scenario } from './page/scenario.ts';
import { SCRIPT } from './page/script.ts';
import { STYLE } from './page/style.ts';
import { tail } from './page/tail.ts';
import { timeline } from './page/timeline.ts';
import { head } from './page/verdict.ts';
import { worst } from './page/worst.ts';
import { hasFigures, VERDICT_WORDS } from './sentences.ts';

/** Id, short title for the table of contents, and the section itself; empty where there is nothing to show. */
type Section = readonly [id: string, title: string, content: Markup];

export async function renderHtml(result: RunResult): Promise<string> {
  const shown = withCourse(result);
  const evidence = (await evidenceOf(shown, result)).filter(([, , content]) => content.text !== '');
  const ids = new Set(evidence.map(([id]) => id));
  const sections: readonly Section[] = [['objectives', 'Objectives', objectives(shown, ids)], ...evidence];
  const links = sections.map(([id, title]) => [id, title] as const);
  const verdict = VERDICT_WORDS[result.verdict];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${verdict.mark} ${result.scenario.name}: ${verdict.word}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
<main class="page" id="main">
${head(shown, links)}
${sections.map(([, , content]) => content)}
<footer>Made by rendezvous-testbed from a result of format ${result.format}.</footer>
</main>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

/** @param whole as it was given, to be given away */
async function evidenceOf(result: RunResult, whole: RunResult): Promise<Section[]> {
  const last: Section = ['again', 'Run it again', again(whole)];
  if (!hasFigures(result)) return [['scenario', 'Scenario', scenario(result)], last];
  return [
    ['timeline', 'What happened', await timeline(result)],
    ['faults', 'Faults', faults(result)],
    ['tail', 'Latency', await tail(result)],
    ['anatomy', 'Anatomy', await anatomy(result)],
    ['worst', 'Requests', await worst(result)],
    ['decoys', 'Archive', await decoys(result)],
    ['canaries', 'Canary', await canaries(result)],
    ['models', 'Models', models(result)],
    ['findings', 'Findings', findings(result)],
    ['scenario', 'Scenario', scenario(result)],
    last,
  ];
}

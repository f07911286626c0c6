/** docs/defects.md: what each known defect is and how it shows, from the detectors themselves, and the matrix of all. */
import { DETECTORS } from '../../measure/findings/detectors.ts';
import { FIXTURES, type Fixture } from './fixtures.ts';
import { matrixText, type Row } from './matrix.ts';

export function defectsPage(rows: readonly Row[]): string {
  return `${[HEAD, ...DETECTORS.map(sectionOf), tailOf(rows)].join('\n\n')}\n`;
}

const HEAD = `# Known defects

<!-- Written by \`npm run -s defects -- --write\`; a test holds it. -->

Real rendezvous servers, models and decoys have been found to have these defects. Each leaves traces in what a run observes,
and a run that shows them says so: in the \`findings\` of its result, with the requests, records and times that it rests on,
and in every report. \`rendezvous explain NAME\` says what stands here.

A finding is no verdict: it does not fail a run, and a run without findings may have defects that nobody knows yet. Nothing
is concluded from which policy, setting or component ran, only from what was observed and from what the scenario asked for;
so a component of your own is found out as well. What is deliberate, such as a policy that waits for something that it does
not declare, is not held against it: without an order of preference nobody can know what it waits for.`;

function sectionOf({ name, defect, shows, whatToDo }: (typeof DETECTORS)[number]): string {
  return `## ${name}\n\n${defect}\n\n**What gives it away.** ${shows}\n\n**What to do.** ${whatToDo}`;
}

function tailOf(rows: readonly Row[]): string {
  return `## The matrix

Each defect stands alone in an architecture that is sound otherwise (a *fixture*), and beside it the same architecture
without it (its *twin*). \`npm run -s defects\` runs both in the simulator and prints which detector speaks of which:

\`\`\`text
${matrixText(rows).trimEnd()}
\`\`\`

## On which host

\`npm run -s defects -- --on kafka\` does the same with real processes on a real broker, for those that can be there:

| fixture | carried by | Kafka |
|---|---|---|
${FIXTURES.map(rowOfHost).join('\n')}`;
}

function rowOfHost({ folder, by, kafka }: Fixture): string {
  return `| ${folder} | ${by} | ${'not' in kafka ? `no: ${kafka.not}` : 'yes'} |`;
}

/** `rendezvous explain CODE`: what a diagnostic or a finding means, what to do, and what raises it. */
import type { Detector } from '../measure/findings/detector.ts';
import { DETECTORS } from '../measure/findings/detectors.ts';
import { type Code, codes, type Explanation, explanations, isCode } from '../scenarios/explanations.ts';
import { nearest } from '../scenarios/nearest.ts';
import { EXIT } from './exit-status.ts';
import { Problem } from './problem.ts';
import type { Channel, Shell } from './shell.ts';

const WIDEST_TEXT = 100;

export async function explain(shell: Shell, word: string | undefined): Promise<number> {
  if (word === undefined) {
    shell.stdout.write(codes.map((code) => `${code.padEnd(28)} ${explanations[code].title}\n`).join(''));
    shell.stdout.write(DETECTORS.map(({ name, defect }) => `${name.padEnd(28)} ${defect}\n`).join(''));
    return EXIT.pass;
  }
  const code = word.replace(/^(?:error|warning|finding)?\[(.*)\]$/, '$1');
  const detector = DETECTORS.find(({ name }) => name === code);
  if (detector !== undefined) {
    shell.stdout.write(explainedFinding(detector, shell.stdout));
    return EXIT.pass;
  }
  if (!isCode(code)) throw unknown(word);
  shell.stdout.write(explained(code, explanations[code], shell.stdout));
  return EXIT.pass;
}

function unknown(word: string): Problem {
  const near = nearest(word, [...codes, ...DETECTORS.map(({ name }) => name)]);
  const hint = near === undefined ? 'explain alone lists them' : `did you mean ${near}?`;
  return new Problem(`there is no diagnostic code or finding ${word}; ${hint}`);
}

function explained(code: Code, explanation: Explanation, channel: Channel): string {
  const { severity, title, text, example } = explanation;
  const lines = [`${severity}[${code}] ${title}`, '', ...wrapped(text, Math.min(channel.width, WIDEST_TEXT))];
  if (example.scenario.trim() !== '') lines.push('', 'For example:', ...indented(example.scenario));
  for (const [name, content] of Object.entries(example.files ?? {})) {
    lines.push('', `with ${name}:`, ...indented(content));
  }
  if (example.set !== undefined) lines.push('', `with ${example.set.map((set) => `--set ${set}`).join(' ')}`);
  return `${lines.join('\n')}\n`;
}

function explainedFinding({ name, defect, shows, whatToDo }: Detector, channel: Channel): string {
  const width = Math.min(channel.width, WIDEST_TEXT);
  const lines = [
    `finding[${name}] ${defect}`,
    '',
    ...wrapped(`What gives it away: ${shows}`, width),
    '',
    ...wrapped(`What to do: ${whatToDo}`, width),
  ];
  return `${lines.join('\n')}\n`;
}

function indented(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}

/** Breaks at spaces, so that no line is longer than the width where words allow it. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/**
 * The gallery: every scenario of the library is run, those that fail by design too, and its reports stand in
 * reports/gallery/, a folder for each; of the runs of a matrix the first two are compared. `--pictures` also takes pictures
 * of each page, as a whole and as people meet it: light, dark, on a phone, on paper; `--sample` renews the one that the
 * README shows.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const GALLERY = join(ROOT, 'reports', 'gallery');
/** A report that fails, and says when and why. */
const SAMPLE = 'broker-down*/**/streams.replication=1/report.html';
const PICTURE = join(ROOT, 'docs', 'report.png');
/** Verdicts, all of them: a scenario that fails by design is no accident. */
const JUDGED = [0, 1, 3];

const wanted = new Set(process.argv.slice(2));
makeReports();
makeComparisons();
const pages = globSync('**/{report,comparison,index}.html', { cwd: GALLERY }).sort();
process.stdout.write(`${pages.length} pages in reports/gallery/\n`);
if (wanted.has('--pictures') || wanted.has('--sample')) await takePictures();

function makeReports(): void {
  const hasTrace = existsSync(join(ROOT, '../data/azure-llm-inference-code-2023.csv'));
  const scenarios = globSync('scenarios/*.yaml', { cwd: ROOT })
    .filter((file) => hasTrace || !file.endsWith('azure-code.yaml'))
    .sort();
  if (!hasTrace)
    process.stdout.write('left out: azure-code, whose recorded trace is no part of the project\n');
  const words = ['bin/rendezvous.js', 'run', ...scenarios, '--out', 'reports/gallery', '--quiet'];
  const { status } = spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' });
  if (status === null || !JUDGED.includes(status)) process.exit(status ?? 70);
}

function makeComparisons(): void {
  const results = globSync('*/*/result.json', { cwd: GALLERY }).sort();
  for (const [folder, [first, second]] of Map.groupBy(results, (path) => dirname(dirname(path)))) {
    if (first === undefined || second === undefined) continue;
    const [one, other, out] = [first, second, join(folder, 'comparison.html')].map((path) =>
      join('reports/gallery', path),
    );
    const words = ['bin/rendezvous.js', 'compare', one ?? '', other ?? '', '--out', out ?? ''];
    const { status } = spawnSync(process.execPath, words, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) process.exit(status ?? 70);
  }
}

async function takePictures(): Promise<void> {
  const executablePath = process.env.RENDEZVOUS_CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(
      `pictures need Chromium, and there is none at ${executablePath}: apt-get install chromium`,
    );
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    if (wanted.has('--pictures')) for (const page of pages) await picturesOf(browser, join(GALLERY, page));
    if (wanted.has('--sample')) await pictureOfSample(browser);
  } finally {
    await browser.close();
  }
}

const LOOKS = [
  { name: 'light', width: 1280, colorScheme: 'light' },
  { name: 'dark', width: 1280, colorScheme: 'dark' },
  { name: 'narrow', width: 320, colorScheme: 'light' },
  { name: 'wide', width: 2560, colorScheme: 'light' },
] as const;

async function picturesOf(browser: Browser, path: string): Promise<void> {
  const kind = basename(path, '.html');
  for (const { name, width, colorScheme } of LOOKS) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(pathToFileURL(path).href);
    await page.screenshot({ path: join(dirname(path), `${kind}-${name}.png`), fullPage: true });
    if (name === 'light') await page.pdf({ path: join(dirname(path), `${kind}.pdf`), format: 'A4' });
    await page.close();
  }
}

/** The head of the page down to the first plots. */
async function pictureOfSample(browser: Browser): Promise<void> {
  const [report] = globSync(SAMPLE, { cwd: GALLERY });
  if (report === undefined) throw new Error(`the gallery has no ${SAMPLE}`);
  const page = await browser.newPage({ viewport: { width: 1120, height: 1640 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(GALLERY, report)).href);
  await page.screenshot({ path: PICTURE });
  process.stdout.write(`docs/report.png shows ${report}\n`);
}

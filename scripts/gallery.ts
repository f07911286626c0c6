/**
 * The gallery: every scenario of the library is run, those that fail by design too, and its reports stand in
 * reports/gallery/, a folder for each. `--pictures` also takes pictures of each page, as a whole and as people meet it:
 * light, dark, on a phone, on paper; `--sample` renews the one that the README shows.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
const reports = globSync('**/report.html', { cwd: GALLERY }).sort();
process.stdout.write(`${reports.length} reports in reports/gallery/\n`);
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

async function takePictures(): Promise<void> {
  const executablePath = process.env.RENDEZVOUS_CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(
      `pictures need Chromium, and there is none at ${executablePath}: apt-get install chromium`,
    );
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    if (wanted.has('--pictures'))
      for (const report of reports) await picturesOf(browser, join(GALLERY, report));
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

async function picturesOf(browser: Browser, report: string): Promise<void> {
  for (const { name, width, colorScheme } of LOOKS) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(pathToFileURL(report).href);
    await page.screenshot({ path: join(dirname(report), `${name}.png`), fullPage: true });
    if (name === 'light') await page.pdf({ path: join(dirname(report), 'print.pdf'), format: 'A4' });
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

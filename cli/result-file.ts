/**
 * Result files on disk. A file is written beside its place and then moved there, so that whoever reads it, also
 * after a crash or a full disk, finds the old one or the new one and never half of one.
 */
import { existsSync } from 'node:fs';
import { access, constants, glob, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RESULT_FORMAT, type RunResult } from '../measure/result.ts';
import { makeFolder } from './make-folder.ts';
import { fileProblem, Problem } from './problem.ts';
import { resultJson } from './result-json.ts';

export const RESULT_NAME = 'result.json';

/** Makes the folder and sees that files can be written there, so that a long run does not end in a complaint. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw fileProblem('write to', folder, error);
  }
}

export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text, { flush: true });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw fileProblem('write', path, error);
  }
}

/** Answers with the path of the file. */
export async function writeResult(folder: string, result: RunResult): Promise<string> {
  const path = join(folder, RESULT_NAME);
  await writeWhole(path, resultJson(result));
  return path;
}

/** The file meant by a path: itself, or the result in that folder. */
export async function resultPath(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? join(path, RESULT_NAME) : path;
}

/** The files meant by a path; of a folder without a result of its own, all results somewhere in it, sorted. */
export async function resultPaths(path: string): Promise<readonly string[]> {
  const own = await resultPath(path);
  if (own === path || existsSync(own)) return [own];
  const within: string[] = [];
  for await (const name of glob(`**/${RESULT_NAME}`, { cwd: path })) within.push(name);
  if (within.length === 0) throw new Problem(`cannot read ${own}: there is no such file or folder`);
  return within.sort().map((name) => join(path, name));
}

export async function readResult(path: string): Promise<RunResult> {
  const value = parseJson(path, await readText(path));
  if (isRunResult(value)) return value;
  throw new Problem(`${path} is not a result of format ${RESULT_FORMAT}${formatFound(value)}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileProblem('read', path, error);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function formatFound(value: unknown): string {
  const format = isRecord(value) ? value.format : undefined;
  return typeof format === 'string' && format !== RESULT_FORMAT ? `, but of ${format}` : '';
}

/** The parts that every result of this format has, and of what kind they are. */
const PARTS: Readonly<Record<string, 'string' | 'number' | 'boolean' | 'list' | 'map'>> = {
  scenario: 'map',
  host: 'string',
  seed: 'number',
  replications: 'number',
  verdict: 'string',
  sentence: 'string',
  complete: 'boolean',
  remarks: 'list',
  requests: 'map',
  time: 'map',
  deadlineMs: 'number',
  timeliness: 'map',
  outcomes: 'map',
  latencyMs: 'map',
  spectrum: 'map',
  stagesMs: 'map',
  anomalies: 'map',
  decisions: 'map',
  models: 'map',
  jointLateness: 'list',
  decoys: 'map',
  canaries: 'map',
  faults: 'map',
  objectives: 'list',
  findings: 'list',
  series: 'map',
  worst: 'list',
  method: 'map',
  traceHash: 'string',
  provenance: 'map',
};

function isRunResult(value: unknown): value is RunResult {
  if (!isRecord(value) || value.format !== RESULT_FORMAT) return false;
  return Object.entries(PARTS).every(([name, kind]) => kindOf(value[name]) === kind);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return isRecord(value) ? 'map' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

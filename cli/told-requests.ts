/** Reads what `run --observations` has written, line by line, for pairing. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type ToldRequest, ToldRequests } from '../measure/told-requests.ts';
import { fileProblem, Problem } from './problem.ts';

export async function readToldRequests(path: string): Promise<ToldRequests> {
  const told = new ToldRequests();
  let line = 0;
  try {
    for await (const text of createInterface({
      input: createReadStream(path),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      line++;
      told.add(requestIn(text, path, line));
    }
  } catch (error) {
    throw error instanceof Problem ? error : fileProblem('read', path, error);
  }
  return told;
}

function requestIn(text: string, path: string, line: number): ToldRequest {
  const told = parsed(text);
  if (isToldRequest(told)) return { id: told.id, decision: told.decision, latencyMs: told.latencyMs };
  throw new Problem(`${path}:${line} tells of no request; \`run --observations\` writes one on each line`);
}

function isToldRequest(value: unknown): value is ToldRequest {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value && 'decision' in value && 'latencyMs' in value)) return false;
  const { id, decision, latencyMs } = value;
  return (
    typeof id === 'string' &&
    typeof decision === 'string' &&
    (latencyMs === null || typeof latencyMs === 'number')
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

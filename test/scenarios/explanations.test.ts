import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes, type Example, type Explanation, explanations } from '../../scenarios/explanations.ts';
import type { Loaded } from '../../scenarios/load.ts';
import { loadFiles, loadOver } from './sound.ts';

const MEBIBYTE = 1024 * 1024;

/** What cannot be shown in an explanation because of its size. */
const TOO_LARGE: Example = { scenario: `# ${'x'.repeat(4 * MEBIBYTE)}\n`, whole: true };

function load(example: Example): Promise<Loaded> {
  const given = { files: example.files ?? {}, set: example.set ?? [] };
  if (example.whole) return loadFiles({ ...given.files, 'scenario.yaml': example.scenario }, given);
  return loadOver(example.scenario === '{}' ? '' : example.scenario, given);
}

describe('Every code', () => {
  it.each(codes)('%s is raised by its example, with the severity that is said', async (code) => {
    const explanation: Explanation = explanations[code];
    const loaded = await load(code === 'file-too-large' ? TOO_LARGE : explanation.example);
    const raised = loaded.diagnostics.filter((diagnostic) => diagnostic.code === code);
    expect(raised, JSON.stringify(loaded.diagnostics)).not.toEqual([]);
    expect(raised[0]?.severity).toBe(explanation.severity);
    expect(raised[0]?.hint ?? '').not.toBe('');
    expect(loaded.runs.length > 0).toBe(explanation.severity === 'warning');
  });

  it('stands somewhere in the code that raises it', () => {
    const folder = join(import.meta.dirname, '../../scenarios');
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'explanations.ts');
    const source = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    expect(codes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
  });

  it('is explained in sentences', () => {
    for (const code of codes) {
      const { title, text } = explanations[code];
      expect(title.length, code).toBeGreaterThan(4);
      expect(text, code).toMatch(/[.…]$/);
    }
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../project/sources.ts';
import { policiesPage } from './policies-page.ts';
import { type Row, rowsIn } from './rows.ts';
import { POLICIES } from './trials.ts';

const page = readFileSync(join(ROOT, 'docs/policies.md'), 'utf8');
const rows = rowsIn(page);

function changed(where: Partial<Row>, to: Partial<Row>): readonly Row[] {
  return rows.map((row) =>
    row.setting === where.setting && row.policy === where.policy ? { ...row, ...to } : row,
  );
}

describe('docs/policies.md', () => {
  test('says in words what its table says in figures', () => {
    expect(policiesPage(rows)).toBe(page);
  });

  test('has a row for each policy in each of its scenarios', () => {
    const settings = [...new Set(rows.map(({ setting }) => setting))];
    expect(settings.length).toBeGreaterThan(20);
    expect(rows.map(({ setting, policy }) => `${setting}: ${policy}`)).toEqual(
      settings.flatMap((setting) => Object.keys(POLICIES).map((policy) => `${setting}: ${policy}`)),
    );
  });

  test('cannot be made of figures that its words contradict', () => {
    const late = changed({ setting: 'surge', policy: 'adaptive' }, { timely: '99.9%' });
    expect(() => policiesPage(late)).toThrow(/says what the figures do not: Beside `priority`/);
    const hasty = changed({ setting: 'surge', policy: 'priority' }, { regret: '0.1%' });
    expect(() => policiesPage(hasty)).toThrow(/says what the figures do not: it never decides/);
  });
});

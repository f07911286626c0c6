/** Who may import whom (docs/architecture.md), and which file alone may know a heavy package. */
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Import, importsIn, importsOf, sourcesIn } from './sources.ts';

type Permission = 'types' | 'values';

/** Folder → the folders it may import from, and whether only their types. */
const RULES: Readonly<Record<string, Readonly<Record<string, Permission>>>> = {
  rendezvous: {},
  scenarios: { rendezvous: 'values' },
  workload: { scenarios: 'values', rendezvous: 'types' },
  measure: { rendezvous: 'values', scenarios: 'types' },
  sim: { workload: 'values', rendezvous: 'values', measure: 'values', scenarios: 'values' },
  harness: { workload: 'values', rendezvous: 'values', measure: 'values', scenarios: 'values' },
  reports: { measure: 'values' },
};
const LAYERS = [
  'rendezvous',
  'scenarios',
  'workload',
  'measure',
  'sim',
  'harness',
  'reports',
  'cli',
  'testing',
];

/** Package → the one place that may import its values: everybody else asks that place. */
const DOORWAYS: Readonly<Record<string, RegExp>> = {
  seedrandom: /^workload\/stream\.ts$/,
  vega: /^reports\/chart\.ts$/,
  'vega-lite': /^reports\/chart\.ts$/,
  commander: /^cli\/program\.ts$/,
  yaml: /^(?:scenarios\/|reports\/page\/scenario\.ts$)/,
  zod: /^scenarios\//,
  kafkajs: /^harness\/kafka\//,
  'fast-check': /^testing\//,
  vitest: /^testing\/vitest\.ts$/,
  testcontainers: /^harness\/brokers\/docker-engine\.ts$/,
};
/** What reports may know of measuring: what a result says, and what a comparison of two says. */
const TOLD = ['measure/result.ts', 'measure/comparison/comparison.ts'];
/** Layers that reach nothing outside the language: no files, no clock, no network. */
const PURE = ['rendezvous', 'measure'];

interface Edge extends Import {
  readonly file: string;
}

function edges(): readonly Edge[] {
  return sourcesIn(...LAYERS).flatMap((file) => importsOf(file).map((found) => ({ file, ...found })));
}

const folderOf = (path: string): string => path.split('/')[0] ?? '';

/** The file of ours that is meant, from the project's root; undefined for a package. */
function ours(edge: Edge): string | undefined {
  return edge.from.startsWith('.') ? posix.join(posix.dirname(edge.file), edge.from) : undefined;
}

function breaksLayers(edge: Edge): boolean {
  const target = ours(edge);
  const rule = RULES[folderOf(edge.file)];
  if (target === undefined || rule === undefined || folderOf(target) === folderOf(edge.file)) return false;
  const permission = rule[folderOf(target)];
  return permission === undefined || (permission === 'types' && !edge.typeOnly);
}

describe('the layers', () => {
  test('import only from the layers below them, and only types where the rule says types', () => {
    expect(
      edges()
        .filter(breaksLayers)
        .map(({ file, from }) => `${file} imports ${from}`),
    ).toEqual([]);
  });

  test('take reports only from what the result file says, never from how it was measured', () => {
    const measured = edges().filter(
      (edge) => folderOf(edge.file) === 'reports' && ours(edge)?.startsWith('measure/'),
    );
    expect(measured.filter((edge) => !TOLD.includes(ours(edge) ?? ''))).toEqual([]);
  });

  test('know nothing of the kit, which is made of them', () => {
    const users = edges().filter(
      (edge) => folderOf(edge.file) !== 'testing' && ours(edge)?.startsWith('testing/'),
    );
    expect(users.map(({ file }) => file)).toEqual([]);
  });

  test('keep packages behind their doorways', () => {
    const packages = edges().filter(
      (edge) => !edge.typeOnly && ours(edge) === undefined && !edge.from.startsWith('node:'),
    );
    const strays = packages.filter((edge) => !DOORWAYS[edge.from]?.test(edge.file));
    expect(strays.map(({ file, from }) => `${file} imports ${from}`)).toEqual([]);
  });

  test('know kafkajs in one folder alone, not even its types elsewhere', () => {
    const users = edges().filter(({ from }) => from === 'kafkajs');
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ file }) => !DOORWAYS.kafkajs?.test(file)).map(({ file }) => file)).toEqual([]);
  });

  test('keep the doorway to kafkajs below the brokers: it does not know where they come from', () => {
    const doorway = edges().filter(({ file }) => file.startsWith('harness/kafka/'));
    const targets = doorway.map(ours).filter((target) => target !== undefined);
    expect(targets.filter((target) => !/^harness\/(?:kafka\/|waiting\.ts$)/.test(target))).toEqual([]);
  });

  test('reach nothing outside the language where they decide or count', () => {
    const outside = edges().filter(
      (edge) => PURE.includes(folderOf(edge.file)) && edge.from.startsWith('node:'),
    );
    expect(outside.map(({ file, from }) => `${file} imports ${from}`)).toEqual([]);
  });

  test('say every import with its file ending, and never by way of a parent project', () => {
    const relative = edges().filter((edge) => ours(edge) !== undefined);
    expect(
      relative.filter((edge) => !/\.(?:ts|json)$/.test(edge.from) || ours(edge)?.startsWith('..')),
    ).toEqual([]);
  });
});

describe('reading imports', () => {
  test('sees static, type-only, multi-line, side-effect, re-exported and dynamic ones', () => {
    const source = [
      "import { a,\n  b } from './values.ts';",
      "import type { C } from './types.ts';",
      "import { type D, type E } from './named-types.ts';",
      "import { type F, g } from './mixed.ts';",
      "import './effect.ts';",
      "export { h } from './again.ts';",
      "const i = await import('./lazy.ts');",
      "// import { j } from './commented.ts';",
    ].join('\n');
    expect(importsIn(source)).toEqual([
      { from: './values.ts', typeOnly: false },
      { from: './types.ts', typeOnly: true },
      { from: './named-types.ts', typeOnly: true },
      { from: './mixed.ts', typeOnly: false },
      { from: './effect.ts', typeOnly: false },
      { from: './again.ts', typeOnly: false },
      { from: './lazy.ts', typeOnly: false },
    ]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineScenario, loadDefinition, loadScenario } from '../../scenarios/load.ts';
import { processorMs } from './processor-time.ts';
import { codesOf, loadAlone, loadFiles, SOUND, scenarioOf } from './sound.ts';

describe('Hostile files', () => {
  const aliases = Array.from(
    { length: 40 },
    (_, n) => `x-${n}: &a${n} [${`*a${n - 1}, `.repeat(n > 0 ? 10 : 0)}1]`,
  ).join('\n');

  it.each([
    ['an alias bomb', aliases, 'too-many-values'],
    [
      'a variable bomb',
      `${SOUND}vars:\n${Array.from({ length: 60 }, (_, n) => `  v${n}: "\${v${n + 1}}\${v${n + 1}}"`).join('\n')}\n  v60: xxxxxxxx\nabout: "\${v0}"\n`,
      'too-many-values',
    ],
    [
      'a map bomb of variables',
      `${SOUND}vars:\n${Array.from({ length: 30 }, (_, n) => `  v${n}: ["\${v${n + 1}}", "\${v${n + 1}}"]`).join('\n')}\n  v30: 1\nx-a: "\${v0}"\n`,
      'too-many-values',
    ],
    ['brackets without end', '['.repeat(1_000_000), 'nesting-too-deep'],
    ['maps without end', '{a: '.repeat(100_000), 'nesting-too-deep'],
    ['lists in block form without end', '- '.repeat(20_000), 'nesting-too-deep'],
    [
      'indentation without end',
      Array.from({ length: 1_500 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
      'nesting-too-deep',
    ],
    ['a NUL byte', `${SOUND}\0`, 'nul-byte'],
    ['prototype keys', `${SOUND}__proto__: { polluted: true }\n`, 'key-forbidden'],
    ['nothing', '', 'file-empty'],
    ['a list', '- 1\n', 'wrong-type'],
    ['a word', 'hello\n', 'wrong-type'],
  ])('%s is refused within a second', async (_, text, code) => {
    const startedMs = processorMs();
    const loaded = await loadAlone(text);
    expect(codesOf(loaded)).toContain(code);
    expect(loaded.runs).toEqual([]);
    expect(processorMs() - startedMs).toBeLessThan(1_000);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it.each([
    ['brackets', `a: 1\nb: ${'['.repeat(100)}${']'.repeat(100)}`, '2:68'],
    ['more brackets than the parser can take', `a: 1\nb: ${'['.repeat(100_000)}`, '2:68'],
    ['dashes', `a: 1\nb:\n  ${'- '.repeat(20_000)}`, '3:131'],
    ['indentation', Array.from({ length: 1_500 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'), '66:66'],
  ])('nesting is told where it goes too deep: %s', async (_, text, place) => {
    const [found] = (await loadAlone(text)).diagnostics;
    expect(found).toMatchObject({ code: 'nesting-too-deep' });
    expect(`${found?.line}:${found?.column}`).toBe(place);
  });

  it('a file above 4 MiB is refused before it is parsed, a folder and a missing file too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
    const large = join(folder, 'large.yaml');
    writeFileSync(large, '['.repeat(4 * 1024 * 1024 + 1));
    expect(codesOf(await loadScenario(large))).toEqual(['file-too-large']);
    expect(codesOf(await loadScenario(folder))).toEqual(['file-unreadable']);
    expect(codesOf(await loadScenario(join(folder, 'missing.yaml')))).toEqual(['file-unreadable']);
    rmSync(folder, { recursive: true });
  });
});

describe('Scenarios from elsewhere than YAML', () => {
  it('JSON, with tabs, is the same scenario', async () => {
    const yaml = await loadAlone(SOUND);
    const json = await loadAlone(JSON.stringify(yaml.runs[0]?.resolved, null, '\t'));
    expect(json.runs[0]?.sha256).toBe(yaml.runs[0]?.sha256);
  });

  const definition = defineScenario({
    version: 1,
    duration: '10m',
    traffic: { callers: { arrivals: { rate: '100/s' } } },
    models: {
      heavy: { role: 'primary', replicas: 4, serviceTime: { lognormal: { p50: '20ms', p99: '100ms' } } },
    },
    rendezvous: { deadline: '200ms', policy: { priority: { order: ['heavy'] } } },
    'x-note': 'mine',
  });

  it('a definition in TypeScript goes through the same checks', async () => {
    expect(scenarioOf(await loadDefinition(definition)).models[0]?.replicas).toBe(4);
    const wrong = { ...definition, rendezvous: { ...definition.rendezvous, deadline: '200' } };
    const loaded = await loadDefinition(wrong, { name: 'mine' });
    expect(loaded.diagnostics).toMatchObject([
      { code: 'unit-missing', path: 'rendezvous.deadline', file: './mine' },
    ]);
  });

  it('a module gives its default export, and what is no scenario is told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
    const load = async (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return loadScenario(join(folder, name));
    };
    const sound = await load(
      'a.ts',
      `const scenario: object = ${JSON.stringify(definition)};\nexport default scenario;\n`,
    );
    expect(scenarioOf(sound).name).toBe('a');
    expect(codesOf(await load('b.mjs', 'export const scenario = {};\n'))).toEqual(['module-failed']);
    expect(codesOf(await load('c.mjs', 'export default {;\n'))).toEqual(['module-failed']);
    expect(codesOf(await load('d.mjs', 'const a = {}; a.a = a; export default a;\n'))).toEqual([
      'nesting-too-deep',
    ]);
    const strange = await load('e.mjs', 'export default { version: () => 1, seed: new Date(0) };\n');
    expect(strange.diagnostics.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'value-unusable version',
      'value-unusable seed',
      'key-missing traffic',
      'key-missing models',
      'key-missing rendezvous',
      'key-missing ',
    ]);
    rmSync(folder, { recursive: true });
  });

  it('a YAML file can extend a module', async () => {
    const loaded = await loadFiles({
      'scenario.yaml': 'extends: base.mjs\nseed: 4\n',
      'base.mjs': `export default ${JSON.stringify(definition)};\n`,
    });
    expect(scenarioOf(loaded).seed).toBe(4);
  });
});

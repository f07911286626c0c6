/**
 * `${name}` from `vars` and `${env:NAME:-default}` from the environment, in every text of a scenario.
 *
 * Where the text is nothing but one `${…}`, the value keeps its type: a number stays a number, a map a map. `$${`
 * stands for `${` itself. Variables may use variables, in a circle they are refused. Keys are not touched.
 */
import { parseDocument } from 'yaml';
import type { Path } from './diagnostic.ts';
import { suggestion } from './nearest.ts';
import type { Report } from './problems.ts';
import { MOST_VALUES } from './read-yaml.ts';
import { isNull, type MapTree, mapOf, type Origin, type Scalar, type Tree } from './tree.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const LONGEST_TEXT = 65_536;
const PLACEHOLDER = /\$\$\{|\$\{([^{}]*)\}/g;
const ONLY_PLACEHOLDER = /^\$\{([^{}]*)\}$/;
const ENVIRONMENT = /^env:([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;
const VARIABLE = /^[A-Za-z0-9_-]+$/;

/** Puts values in and takes `vars` out. */
export function interpolate(root: MapTree, environment: Environment, report: Report): MapTree {
  const vars = root.entries.get('vars')?.value;
  const interpolation = new Interpolation(vars?.kind === 'map' ? vars : undefined, environment, report);
  if (vars !== undefined && vars.kind !== 'map' && !isNull(vars)) {
    report.error({
      path: ['vars'],
      code: 'wrong-type',
      message: 'vars is not a map',
      hint: 'write vars: { name: value }',
    });
  }
  const entries = [...root.entries]
    .filter(([key]) => key !== 'vars' && key !== 'extends' && key !== 'matrix')
    .map(([key, entry]) => [key, { ...entry, value: interpolation.resolve(entry.value, [key]) }] as const);
  interpolation.warnOfUnused(root.origin.file);
  return mapOf(entries, root.origin);
}

class Interpolation {
  private readonly vars: MapTree | undefined;
  private readonly environment: Environment;
  private readonly report: Report;
  private readonly used = new Set<string>();
  /** Variables under way, to find a circle. */
  private readonly open: string[] = [];
  private values = 0;

  constructor(vars: MapTree | undefined, environment: Environment, report: Report) {
    this.vars = vars;
    this.environment = environment;
    this.report = report;
  }

  resolve(tree: Tree, path: Path): Tree {
    this.values++;
    if (this.values > MOST_VALUES) return this.tooMany(tree, path);
    if (tree.kind === 'list') {
      return { ...tree, items: tree.items.map((item, index) => this.resolve(item, [...path, index])) };
    }
    if (tree.kind === 'map') {
      return mapOf(
        [...tree.entries].map(([key, entry]) => [
          key,
          { ...entry, value: this.resolve(entry.value, [...path, key]) },
        ]),
        tree.origin,
      );
    }
    if (typeof tree.value !== 'string' || !tree.value.includes('${')) return tree;
    return this.text(tree.value, tree.origin, path);
  }

  warnOfUnused(file: string): void {
    for (const [name, entry] of this.vars?.entries ?? []) {
      if (this.used.has(name) || entry.keyOrigin.file !== file) continue;
      const message = `the variable \`${name}\` is used nowhere`;
      const hint = `write \${${name}} where its value belongs, or remove it`;
      this.report.warning({ path: ['vars', name], code: 'var-unused', message, hint, at: 'key' });
    }
  }

  private text(text: string, origin: Origin, path: Path): Tree {
    const whole = ONLY_PLACEHOLDER.exec(text);
    if (whole !== null) return this.value(whole[1] ?? '', origin, path) ?? blank(origin);
    let source: Origin['source'] = origin.source;
    const filled = text.replace(PLACEHOLDER, (placeholder, name: string | undefined) => {
      if (name === undefined) return '${';
      const value = this.value(name, origin, path);
      if (value === undefined) return '';
      source = value.origin.source;
      if (value.kind === 'scalar') return String(value.value ?? '');
      this.refuse(
        path,
        'var-in-text',
        `${placeholder} is a ${value.kind}, which cannot stand inside a text`,
        'let it be the whole value, without other text around it',
      );
      return '';
    });
    return this.checked(filled, text, { ...origin, source }, path);
  }

  private checked(filled: string, text: string, origin: Origin, path: Path): Tree {
    if (filled.length > LONGEST_TEXT) {
      this.refuse(
        path,
        'too-many-values',
        `grows beyond ${LONGEST_TEXT} characters once variables are filled in`,
        'use fewer variables within variables',
      );
      return blank(origin);
    }
    if (/\$\{/.test(text.replace(PLACEHOLDER, ''))) {
      this.refuse(
        path,
        'var-syntax',
        'has a ${ that is not closed',
        `write \${name}, or $\${ for the signs themselves`,
      );
    }
    return { kind: 'scalar', value: filled, origin };
  }

  private value(expression: string, use: Origin, path: Path): Tree | undefined {
    const environment = ENVIRONMENT.exec(expression);
    if (environment !== null) return this.fromEnvironment(environment[1] ?? '', environment[2], use, path);
    if (VARIABLE.test(expression)) return this.fromVars(expression, use, path);
    const hint = `write \${name}, \${env:NAME} or \${env:NAME:-default}`;
    this.refuse(path, 'var-syntax', `has \${${expression.slice(0, 40)}}, which names no variable`, hint);
    return undefined;
  }

  private fromEnvironment(
    name: string,
    otherwise: string | undefined,
    use: Origin,
    path: Path,
  ): Tree | undefined {
    const given = Object.hasOwn(this.environment, name) ? this.environment[name] : undefined;
    // As in a shell, `:-` also stands in for a variable that is set but empty.
    const value = given === undefined || given === '' ? otherwise : given;
    const found = value ?? given;
    if (found !== undefined)
      return { kind: 'scalar', value: typed(found), origin: { ...use, source: 'env' } };
    const hint = `set it, or write \${env:${name}:-default}`;
    this.refuse(path, 'env-unset', `needs the environment variable ${name}, which is not set`, hint);
    return undefined;
  }

  private fromVars(name: string, use: Origin, path: Path): Tree | undefined {
    this.used.add(name);
    const found = this.vars?.entries.get(name)?.value;
    if (found === undefined) {
      const known = [...(this.vars?.entries.keys() ?? [])];
      this.refuse(
        path,
        'var-unknown',
        `uses \${${name}}, which vars does not define`,
        suggestion(name, known, 'a variable'),
      );
      return undefined;
    }
    if (this.open.includes(name)) {
      this.refuse(
        path,
        'var-circle',
        `needs \${${[...this.open, name].join('} → ${')}}, a circle`,
        'break it in vars',
      );
      return undefined;
    }
    this.open.push(name);
    const value = this.resolve(found, path);
    this.open.pop();
    return usedAt(value, { ...use, source: value.origin.source === 'env' ? 'env' : 'vars' });
  }

  private refuse(path: Path, code: Parameters<Report['error']>[0]['code'], says: string, hint: string): void {
    this.report.error({ path, code, message: `${path.join('.')} ${says}`, hint });
  }

  private tooMany(tree: Tree, path: Path): Tree {
    if (this.values === MOST_VALUES + 1) {
      const says = `is beyond the ${MOST_VALUES} values that a scenario may have`;
      this.refuse(path, 'too-many-values', says, 'use fewer variables within variables');
    }
    return blank(tree.origin);
  }
}

/** Errors in what a variable holds are told where it is used. */
function usedAt(tree: Tree, origin: Origin): Tree {
  if (tree.kind === 'scalar') return { ...tree, origin };
  if (tree.kind === 'list') return { ...tree, origin, items: tree.items.map((item) => usedAt(item, origin)) };
  const entries = [...tree.entries].map(
    ([key, entry]) => [key, { keyOrigin: origin, value: usedAt(entry.value, origin) }] as const,
  );
  return mapOf(entries, origin);
}

function blank(origin: Origin): Tree {
  return { kind: 'scalar', value: '', origin };
}

/** The environment knows only text; a number or true and false in it is read as YAML would. */
function typed(text: string): Scalar {
  if (!/^(?:-?\d+(?:\.\d+)?|true|false)$/.test(text)) return text;
  const value: unknown = parseDocument(text, { logLevel: 'silent' }).toJS();
  return typeof value === 'number' || typeof value === 'boolean' ? value : text;
}

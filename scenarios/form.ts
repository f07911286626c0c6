/**
 * Holds a plain scenario against the input schema and tells every deviation in the words of the language.
 *
 * zod says what is wrong and where; here it becomes a code, a sentence that names what was found and what is needed,
 * and the nearest known name.
 */
import type { z } from 'zod';
import { dotted, type Path } from './diagnostic.ts';
import type { Code } from './explanations.ts';
import { isCode } from './explanations.ts';
import { type Gaps, sifted } from './gaps.ts';
import { resolvedSchema, type ScenarioForm } from './input-schema.ts';
import { MISSING, NAME_HINT } from './leaf.ts';
import { mended, type Refusal } from './mend.ts';
import { list, nearest, suggestion } from './nearest.ts';
import type { Finding, Report } from './problems.ts';
import { show } from './quantity.ts';
import { below, type Schema, sectionsOf, start } from './schema-walk.ts';
import { isPlainMap, plainAt } from './tree.ts';

type Issue = z.core.$ZodIssue;

/** What is refused for another reason only when the first is out of the way; more rounds than any scenario needs. */
const MOST_ROUNDS = 20;

/**
 * The scenario with its quantities read, and everything told that is wrong with its form. What was refused is noted
 * among the gaps, and something that says nothing stands in its place; undefined where nothing could. `written` is what
 * the user wrote, without defaults.
 */
export function readForm(
  plain: unknown,
  written: unknown,
  report: Report,
  gaps: Gaps,
): ScenarioForm | undefined {
  let value = plain;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const parsed = resolvedSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    const teller = new Teller(value, written, sifted(report, gaps));
    teller.tellAll(parsed.error.issues, []);
    value = mended(value, teller.refusals, gaps);
  }
  return undefined;
}

function pathOf(issue: Issue): Path {
  return issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
}

class Teller {
  readonly refusals: Refusal[] = [];
  private readonly plain: unknown;
  private readonly written: unknown;
  private readonly report: Report;

  constructor(plain: unknown, written: unknown, report: Report) {
    this.plain = plain;
    this.written = written;
    this.report = report;
  }

  tellAll(issues: readonly Issue[], under: Path): void {
    for (const issue of issues) {
      if (!followsFromUnknownKey(issue, issues)) this.tell(issue, [...under, ...pathOf(issue)]);
    }
  }

  private tell(issue: Issue, path: Path): void {
    if (issue.code === 'custom') this.custom(issue.message, issue.params ?? {}, path);
    else if (issue.code === 'unrecognized_keys') for (const key of issue.keys) this.unknownKey(path, key);
    else if (issue.code === 'invalid_union') this.union(issue.errors, path);
    else if (this.valueAt(path) === undefined) this.missing(path);
    else if (issue.code === 'invalid_value') this.choice(issue.values.map(String), path);
    else if (issue.code === 'invalid_key') this.invalidKey(path);
    else if (issue.code === 'too_small') this.add(path, 'list-empty', 'is empty', 'give at least one');
    else this.wrongType(issue, path);
  }

  /** Of an “either”, the side that the user most likely meant. */
  private union(branches: readonly (readonly Issue[])[], path: Path): void {
    const value = this.valueAt(path);
    const candidates = branches.flatMap(flattened);
    const [best] = candidates
      .map((issues) => ({ issues, score: mismatch(issues, isPlainMap(value) || Array.isArray(value)) }))
      .sort((a, b) => a.score - b.score);
    this.tellAll(best?.issues ?? [], path);
  }

  private custom(says: string, params: Readonly<Record<string, unknown>>, path: Path): void {
    const { code, hint } = params;
    if (code === MISSING) this.missing(path);
    else this.add(path, isCode(code) ? code : 'wrong-type', says, String(hint));
  }

  private missing(path: Path): void {
    const key = String(path.at(-1));
    const parent = path.slice(0, -1);
    const about = descriptionOf(schemasAt(parent), key);
    this.refuse({
      path,
      code: MISSING,
      message: `${dotted(parent) || 'the scenario'} lacks \`${key}\``,
      hint: about === undefined ? `add \`${key}\`` : `add \`${key}\`: ${about}`,
      at: 'key',
    });
  }

  private unknownKey(path: Path, key: string): void {
    const known = sectionsOf(schemasAt(path)).flatMap((section) => Object.keys(section.shape));
    const absent = known.filter((name) => plainAt(this.written, [...path, name]) === undefined);
    const finding: Finding = {
      path: [...path, key],
      code: 'unknown-key',
      message: `${dotted([...path, key])} is not a key of the scenario language`,
      hint: suggestion(key, nearest(key, absent) === undefined ? known : absent, 'a key'),
      at: 'key',
    };
    this.refuse(finding, true);
  }

  private choice(values: readonly string[], path: Path): void {
    const value = this.valueAt(path);
    const hint = suggestion(typeof value === 'string' ? value : '', values, 'it');
    this.add(path, 'wrong-choice', `is ${show(value)}, but must be ${list(values)}`, hint);
  }

  private invalidKey(path: Path): void {
    const key = String(path.at(-1));
    const isPercentile = path.at(-2) === 'quantiles';
    const finding: Finding = {
      path,
      code: 'name-invalid',
      message: `${dotted(path)}: ${show(key)} is not a ${isPercentile ? 'percentile' : 'name'}`,
      hint: isPercentile ? 'percentiles are written p0, p50, p12.5, p99, p999, p100' : NAME_HINT,
      at: 'key',
    };
    this.refuse(finding, true);
  }

  private wrongType(issue: Issue, path: Path): void {
    const expected = issue.code === 'invalid_type' ? String(issue.expected) : 'something else';
    const needed: Readonly<Record<string, string>> = { object: 'a map', record: 'a map', array: 'a list' };
    const keys = sectionsOf(schemasAt(path)).flatMap((section) => Object.keys(section.shape));
    const hint = keys.length > 0 ? `its keys are ${list(keys)}` : EXAMPLES[expected];
    const found = show(this.valueAt(path));
    this.add(
      path,
      'wrong-type',
      `is ${found}, where ${needed[expected] ?? expected} is needed`,
      hint ?? 'see `rendezvous schema`',
    );
  }

  private add(path: Path, code: Code, says: string, hint: string): void {
    this.refuse({ path, code, message: `${dotted(path) || 'the scenario'} ${says}`, hint });
  }

  private refuse(finding: Finding, isKey = false): void {
    this.refusals.push({ path: finding.path, isKey });
    this.report.error(finding);
  }

  private valueAt(path: Path): unknown {
    return plainAt(this.plain, path);
  }
}

const EXAMPLES: Readonly<Record<string, string>> = {
  array: 'write [one, two]',
  object: 'write { name: value }',
  record: 'write { name: value }',
};

/** A kind that is mistyped is an unknown key; that no known kind is there says nothing more. */
function followsFromUnknownKey(issue: Issue, issues: readonly Issue[]): boolean {
  if (issue.code !== 'custom' || issue.params?.code !== 'one-kind') return false;
  const place = dotted(pathOf(issue));
  return issues.some((other) => other.code === 'unrecognized_keys' && dotted(pathOf(other)) === place);
}

function flattened(issues: readonly Issue[]): (readonly Issue[])[] {
  const [only] = issues;
  if (issues.length === 1 && only?.code === 'invalid_union' && only.path.length === 0) {
    return only.errors.flatMap(flattened);
  }
  return [issues];
}

/** How far a side of an “either” is from what the user wrote. */
function mismatch(issues: readonly Issue[], isComposite: boolean): number {
  let score = 0;
  for (const issue of issues) {
    if (issue.path.length > 0) continue;
    if (issue.code === 'unrecognized_keys') score += issue.keys.length;
    const isLeafs =
      issue.code === 'invalid_value' || (issue.code === 'custom' && issue.params?.code !== 'one-kind');
    if (isComposite ? isLeafs : issue.code === 'invalid_type') score += 1000;
  }
  return score;
}

function schemasAt(path: Path): Schema[] {
  let schemas = start(resolvedSchema);
  for (const step of path) schemas = below(schemas, String(step));
  return schemas;
}

function descriptionOf(schemas: readonly Schema[], key: string): string | undefined {
  for (const section of sectionsOf(schemas)) {
    const schema: { description?: string | undefined } | undefined = section.shape[key];
    if (schema?.description !== undefined) return schema.description;
  }
  return undefined;
}

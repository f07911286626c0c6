/**
 * From YAML (or JSON, which YAML contains) to a tree that knows the place of every value.
 *
 * Everything that could surprise is refused with its place: NUL bytes, several documents, duplicate keys, keys that
 * mean something to JavaScript, own tags, aliases that blow up or contain themselves, nesting without end. Nothing is
 * guessed and nothing is thrown.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import type { Code } from './explanations.ts';
import { diagnosticAt } from './problems.ts';
import { type Entry, mapOf, type Origin, type Tree } from './tree.ts';

export const LARGEST_FILE_BYTES = 4 * 1024 * 1024;
export const DEEPEST_NESTING = 64;
export const MOST_VALUES = 100_000;
/** In one map. */
export const MOST_KEYS = 10_000;
const MOST_LINES = 100_000;

export interface Read {
  /** Undefined where the text is no scenario at all; what cannot be used in one is told, and left out or empty text. */
  readonly tree: Tree | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const SYNTAX = 'look for a bracket, quote or indentation that does not fit, here or in the line before';

/** Stops the walk through a file that is refused as a whole. */
class Refused extends Error {}

/** Keys by which JavaScript objects are changed behind one's back. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}

export function readYaml(text: string, file: string): Read {
  const reader = new YamlReader(text, file);
  const tree = reader.read();
  return { tree, diagnostics: reader.diagnostics };
}

class YamlReader {
  readonly diagnostics: Diagnostic[] = [];
  private readonly text: string;
  private readonly file: string;
  private readonly lines = new LineCounter();
  private readonly anchors = new Map<string, Node>();
  private readonly targets = new Map<Alias, Node>();
  private expanding = 0;
  private values = 0;

  constructor(text: string, file: string) {
    this.text = text.startsWith('\uFEFF') ? text.slice(1) : text;
    this.file = file;
  }

  read(): Tree | undefined {
    if (!this.isReadable()) return undefined;
    const document = this.parse();
    if (document === undefined) return undefined;
    for (const error of document.errors) this.tellYamlError(error.code, error.message, error.pos[0]);
    for (const warning of document.warnings)
      this.tellYamlError(warning.code, warning.message, warning.pos[0]);
    if (this.diagnostics.length > 0) return undefined;
    return this.walk(document);
  }

  /** What would exhaust or delay the parser is refused before it. */
  private isReadable(): boolean {
    const nul = this.text.indexOf('\0');
    if (nul >= 0) this.tellNul(nul);
    else if (!isShallow(this.text)) this.tellDepth(this.deepest());
    else if (hasMoreLines(this.text, MOST_LINES)) {
      this.tell(
        this.originAt(1, 1),
        'too-many-values',
        `the file has more than ${MOST_LINES} lines`,
        'split it',
      );
    }
    return this.diagnostics.length === 0;
  }

  private tellNul(at: number): void {
    const before = this.text.slice(0, at);
    const origin = this.originAt(before.split('\n').length, at - before.lastIndexOf('\n'));
    this.tell(origin, 'nul-byte', 'the file has a NUL byte, so it is not text', 'save it as UTF-8');
  }

  private parse(): Document.Parsed | undefined {
    try {
      return parseDocument(this.text, {
        lineCounter: this.lines,
        version: '1.2',
        schema: 'core',
        merge: false,
        // Told below; the parser's own check takes time in the square of the number of keys.
        uniqueKeys: false,
        prettyErrors: false,
        logLevel: 'error',
      });
    } catch (error) {
      if (error instanceof RangeError) this.tellDepth(this.deepest());
      else this.tell(this.originAt(1, 1), 'yaml-syntax', `the file is not YAML: ${firstLine(error)}`, SYNTAX);
      return undefined;
    }
  }

  private walk(document: Document.Parsed): Tree | undefined {
    if (document.contents === null) {
      this.tell(
        this.originAt(1, 1),
        'file-empty',
        'the file has no scenario in it',
        'begin with `version: 1`',
      );
      return undefined;
    }
    try {
      return this.tree(document.contents, 0);
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }

  private tree(node: Node, depth: number): Tree {
    const origin = this.originOf(node);
    if (depth > DEEPEST_NESTING) this.refuseDepth(origin);
    this.values++;
    if (this.values > MOST_VALUES) this.refuseSize(origin);
    if (isAlias(node)) return this.aliased(node, depth, origin);
    if (node.anchor !== undefined && this.expanding === 0) this.anchors.set(node.anchor, node);
    if (isMap(node)) return this.mapTree(node.items, depth, origin);
    if (isSeq(node)) {
      const items = node.items.map((item) => (isNode(item) ? this.tree(item, depth + 1) : empty(origin)));
      return { kind: 'list', items, origin };
    }
    return this.scalar(isScalar(node) ? node.value : undefined, origin);
  }

  /** What an alias stands for: the last value with that anchor before it. */
  private aliased(alias: Alias, depth: number, origin: Origin): Tree {
    const target = this.targets.get(alias) ?? this.anchors.get(alias.source);
    if (target !== undefined) {
      this.targets.set(alias, target);
      this.expanding++;
      const tree = this.tree(target, depth + 1);
      this.expanding--;
      return tree;
    }
    this.tell(origin, 'yaml-syntax', 'the alias names no anchor before it', 'write &name at the value first');
    return unusable(origin);
  }

  private mapTree(items: readonly { key: unknown; value: unknown }[], depth: number, origin: Origin): Tree {
    if (items.length > MOST_KEYS) this.refuseSize(origin);
    const entries = new Map<string, Entry>();
    for (const pair of items) {
      const keyOrigin = isNode(pair.key) ? this.originOf(pair.key) : origin;
      const key = this.key(pair.key, keyOrigin);
      if (key === undefined) continue;
      if (entries.has(key))
        this.tell(keyOrigin, 'key-twice', `the key \`${key}\` stands here twice`, 'keep one of them');
      const value = isNode(pair.value) ? this.tree(pair.value, depth + 1) : empty(keyOrigin);
      entries.set(key, { keyOrigin, value });
    }
    return mapOf(entries, origin);
  }

  private key(key: unknown, origin: Origin): string | undefined {
    const value = isScalar(key) ? key.value : undefined;
    const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (!isText) {
      this.tell(origin, 'key-not-text', 'a key is not text', 'write a name before the colon');
      return undefined;
    }
    const source = isScalar(key) && typeof key.source === 'string' ? key.source : String(value);
    const text = typeof value === 'string' ? value : source;
    if (!isForbiddenKey(text)) return text;
    this.tell(origin, 'key-forbidden', `\`${text}\` cannot be a key`, 'choose another name');
    return undefined;
  }

  private scalar(value: unknown, origin: Origin): Tree {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') {
      return { kind: 'scalar', value, origin };
    }
    if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'scalar', value, origin };
    const message = 'a value is neither text, nor a finite number, nor true or false';
    this.tell(origin, 'value-unusable', message, 'put it in quotes if it is text');
    return unusable(origin);
  }

  private deepest(): Origin {
    const before = this.text.slice(0, placeOfDepth(this.text, DEEPEST_NESTING));
    return this.originAt(before.split('\n').length, before.length - before.lastIndexOf('\n'));
  }

  private originOf(node: Node): Origin {
    const { line, col } = this.lines.linePos(node.range?.[0] ?? 0);
    return this.originAt(Math.max(1, line), Math.max(1, col));
  }

  private originAt(line: number, column: number): Origin {
    return { source: 'file', file: this.file, line, column };
  }

  private tell(origin: Origin, code: Code, message: string, hint: string): void {
    this.diagnostics.push(diagnosticAt(origin, 'error', { path: [], code, message, hint }));
  }

  private tellDepth(origin: Origin): void {
    const message = `the file nests deeper than ${DEEPEST_NESTING} levels`;
    this.tell(
      origin,
      'nesting-too-deep',
      message,
      'no scenario needs that; is a bracket not closed, or an alias inside itself?',
    );
  }

  private refuseDepth(origin: Origin): never {
    this.tellDepth(origin);
    throw new Refused();
  }

  private refuseSize(origin: Origin): never {
    const message = `the file has more than ${MOST_VALUES} values with its aliases written out, or ${MOST_KEYS} keys in a map`;
    this.tell(origin, 'too-many-values', message, 'use fewer aliases');
    throw new Refused();
  }

  private tellYamlError(code: string, message: string, at: number): void {
    const { line, col } = this.lines.linePos(at);
    const origin = this.originAt(Math.max(1, line), Math.max(1, col));
    if (/call stack/.test(message)) this.tellDepth(this.deepest());
    else if (code === 'MULTIPLE_DOCS') {
      this.tell(
        origin,
        'several-documents',
        'the file has more than one document',
        'put each scenario into a file of its own',
      );
    } else if (code === 'TAB_AS_INDENT') {
      this.tell(origin, 'tab-indent', 'a tab stands where YAML needs spaces', 'indent with two spaces');
    } else if (code === 'TAG_RESOLVE_FAILED')
      this.tell(origin, 'yaml-tag', `the tag is not known here: ${firstLine(message)}`, 'leave it out');
    else this.tell(origin, 'yaml-syntax', `the file is not YAML here: ${firstLine(message)}`, SYNTAX);
  }
}

function empty(origin: Origin): Tree {
  return { kind: 'scalar', value: null, origin };
}

/** In place of a value that was told; unlike an empty one it does not make its key go away. */
function unusable(origin: Origin): Tree {
  return { kind: 'scalar', value: '', origin };
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function firstLine(problem: unknown): string {
  const message = problem instanceof Error ? problem.message : String(problem);
  return (message.split('\n')[0] ?? '').slice(0, 200);
}

/** Brackets beyond this depth would exhaust the parser; quoted ones count too, which no scenario minds. */
const DEEPEST_BRACKETS = 500;

function isShallow(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    depth = Math.max(0, depth + bracketAt(text, at));
    if (depth > DEEPEST_BRACKETS) return false;
  }
  return true;
}

/** 1 at a bracket that opens, −1 at one that closes. */
function bracketAt(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if (sign === 0x5b || sign === 0x7b) return 1;
  return sign === 0x5d || sign === 0x7d ? -1 : 0;
}

/**
 * Where brackets, dashes and steps of indentation first go deeper than this; for a place to point at, where the parser
 * gave up without one.
 */
function placeOfDepth(text: string, deepest: number): number {
  const columns: number[] = [];
  let brackets = 0;
  let lineFrom = 0;
  let isIndent = true;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\n') {
      lineFrom = at + 1;
      isIndent = true;
    } else if (isIndent && sign !== ' ') {
      while ((columns.at(-1) ?? -1) >= at - lineFrom) columns.pop();
      columns.push(at - lineFrom);
      isIndent = sign === '-' && text[at + 1] === ' ';
    }
    brackets = Math.max(0, brackets + bracketAt(text, at));
    // The map around everything is no level.
    if (columns.length + brackets > deepest + 1) return at;
  }
  return 0;
}

function hasMoreLines(text: string, most: number): boolean {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && lines <= most; at = text.indexOf('\n', at + 1)) lines++;
  return lines > most;
}

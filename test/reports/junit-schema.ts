/**
 * What Jenkins' xUnit plugin accepts as JUnit (its schema junit-10.xsd, read at commit 031e285 of jenkinsci/xunit-plugin), the
 * strictest of the common readers that take a `testsuites` with counts: which element may stand where and how often, and which
 * attributes it must and may have. Stricter where other readers are: an order, class names, counts that are numbers. Written
 * out as rules, because a validator of XML Schema would be a package for this one test.
 */
import type { Element } from './elements-of.ts';

interface Rule {
  /** Children in this order, each with how often it may come. */
  readonly children: readonly (readonly [tag: string, most: number])[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const MANY = Number.POSITIVE_INFINITY;
const CASE_ENDS = { children: [], required: [], optional: ['type', 'message'] };

const RULES: Readonly<Record<string, Rule>> = {
  testsuites: {
    children: [['testsuite', MANY]],
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
  },
  testsuite: {
    children: [
      ['properties', 1],
      ['testcase', MANY],
      ['system-out', 1],
      ['system-err', 1],
    ],
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['time', 'group', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
  },
  properties: { children: [['property', MANY]], required: [], optional: [] },
  property: { children: [], required: ['name', 'value'], optional: [] },
  testcase: {
    children: [
      ['skipped', 1],
      ['error', MANY],
      ['failure', MANY],
    ],
    required: ['name', 'classname'],
    optional: ['time', 'group'],
  },
  skipped: CASE_ENDS,
  error: CASE_ENDS,
  failure: CASE_ENDS,
  'system-out': { children: [], required: [], optional: [] },
};

const KINDS: Readonly<Record<string, RegExp>> = {
  tests: /^\d+$/,
  failures: /^\d+$/,
  errors: /^\d+$/,
  skipped: /^\d+$/,
  id: /^\d+$/,
  time: /^\d+(?:\.\d+)?$/,
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
};

/** Every breach in a sentence; none where the schema accepts it. */
export function breachesOf(elements: readonly Element[]): string[] {
  const [root] = elements;
  const strange = root?.tag === 'testsuites' ? [] : ['the root is not testsuites'];
  return [...strange, ...elements.flatMap((element) => breaches(element, elements))];
}

function breaches(element: Element, all: readonly Element[]): string[] {
  const { tag, attributes } = element;
  const rule = RULES[tag];
  if (rule === undefined) return [`there is no <${tag}>`];
  const allowed = [...rule.required, ...rule.optional];
  return [
    ...rule.required.filter((name) => !attributes.has(name)).map((name) => `<${tag}> lacks ${name}`),
    ...[...attributes.keys()].filter((name) => !allowed.includes(name)).map((name) => `<${tag}> has ${name}`),
    ...[...attributes]
      .filter(([name, value]) => KINDS[name]?.test(value) === false)
      .map(([name, value]) => `${name} of <${tag}> is ${value}`),
    ...ordered(
      element,
      all.filter(({ parent }) => parent === element),
      rule,
    ),
  ];
}

function ordered({ tag }: Element, children: readonly Element[], { children: rules }: Rule): string[] {
  const places = children.map((child) => rules.findIndex(([name]) => name === child.tag));
  if (places.includes(-1)) return [`<${tag}> holds what it must not`];
  const falling = places.some((place, at) => place < (places[at - 1] ?? 0));
  const often = rules.filter(([name, most]) => children.filter((child) => child.tag === name).length > most);
  return [
    ...(falling ? [`the children of <${tag}> stand in another order`] : []),
    ...often.map(([name]) => `<${tag}> has several <${name}>`),
  ];
}

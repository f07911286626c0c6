import { expect, test } from 'vitest';
import { renderJunit } from '../../reports/junit.ts';
import { elementsOf } from './elements-of.ts';
import { breachesOf } from './junit-schema.ts';
import { emptyResult, hostileResult, sampleResult } from './sample-result.ts';

const inSuite = (xml: string, tag: string) => elementsOf(xml).filter((element) => element.tag === tag);

test('one suite per scenario, one case per objective', () => {
  const xml = renderJunit([sampleResult(), emptyResult()]);
  expect(inSuite(xml, 'testsuite').map(({ attributes }) => attributes.get('name'))).toEqual([
    'slow-primary',
    'nothing',
  ]);
  const names = [...sampleResult().objectives, ...emptyResult().objectives].map(({ name }) => name);
  expect(inSuite(xml, 'testcase').map(({ attributes }) => attributes.get('name'))).toEqual(names);
});

test('a gating objective that does not hold fails, one without data is an error, an advisory one never fails', () => {
  const xml = renderJunit([sampleResult(), emptyResult()]);
  const caseOf = (tag: string) => inSuite(xml, tag).map(({ parent }) => parent?.attributes.get('name'));
  expect(caseOf('failure')).toEqual(['archive']);
  expect(caseOf('error')).toEqual(['timely']);
  expect(caseOf('skipped')).toEqual(['preferred']);
  expect(inSuite(xml, 'failure')[0]?.text).toContain('412 records are missing from the archive');
});

test('the counts of a suite are those of its cases', () => {
  const [suite] = inSuite(renderJunit([sampleResult()]), 'testsuite');
  const counts = ['tests', 'failures', 'errors', 'skipped'].map((name) => suite?.attributes.get(name));
  expect(counts).toEqual(['8', '1', '0', '1']);
});

test('a run that is invalid, in error or interrupted shows as a case of its own', () => {
  for (const change of [{ verdict: 'invalid' }, { verdict: 'error' }, { complete: false }] as const) {
    const xml = renderJunit([{ ...sampleResult(), ...change }]);
    expect(inSuite(xml, 'error').map(({ parent }) => parent?.attributes.get('name'))).toEqual(['run']);
  }
  const bare = { ...sampleResult(), objectives: [], verdict: 'pass' } as const;
  expect(inSuite(renderJunit([bare]), 'testcase').map(({ attributes }) => attributes.get('name'))).toEqual([
    'run',
  ]);
});

test('hostile names leave it well formed, without a character that XML forbids', () => {
  const xml = renderJunit([hostileResult()]);
  expect(inSuite(xml, 'testcase')).toHaveLength(8);
  expect(xml.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\ufffe\uffff]/u);
});

test('a strict schema accepts it, whatever became of the run and whatever the names', () => {
  const results = [sampleResult(), emptyResult(), hostileResult(), { ...sampleResult(), complete: false }];
  expect(breachesOf(elementsOf(renderJunit(results)))).toEqual([]);
});

test('the schema refuses what it should', () => {
  const xml = renderJunit([sampleResult()]);
  const refused = (from: string | RegExp, to: string) => breachesOf(elementsOf(xml.replace(from, to)));
  expect(refused(/ classname="[^"]*"/, '')).toEqual(['<testcase> lacks classname']);
  expect(refused('tests="8"', 'tests="many"')).toContain('tests of <testsuites> is many');
  expect(refused(/<system-out>.*<\/system-out>/s, '<note></note>')).toContain('there is no <note>');
  expect(refused('<testsuite ', '<testsuite colour="red" ')).toEqual(['<testsuite> has colour']);
});

test('the text of a failure is the sentence of the verdict', () => {
  const [failure] = inSuite(renderJunit([sampleResult()]), 'failure');
  expect(failure?.text).toContain(sampleResult().sentence.replaceAll("'", "'"));
  expect(failure?.attributes.get('message')).toContain('decoy.coverage');
});

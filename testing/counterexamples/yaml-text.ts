/** A scenario as YAML that a person would have written: short maps on one line, paths from where it is to stand. */
import { isAbsolute, join, relative, sep } from 'node:path';
import { isPlainMap, type Plain, type PlainMap } from '../../scenarios/tree.ts';
import { writtenYaml } from '../../scenarios/write-yaml.ts';

/** @param from the folder to which its files are relative  @param to the folder in which the text is to stand */
export function yamlOf(scenario: PlainMap, from: string, to: string): string {
  return writtenYaml(turned(scenario, from, to));
}

function turned(scenario: PlainMap, from: string, to: string): PlainMap {
  const { rendezvous } = scenario;
  if (!isPlainMap(rendezvous) || !isPlainMap(rendezvous.policy)) return scenario;
  const { module } = rendezvous.policy;
  if (!isPlainMap(module) || typeof module.file !== 'string') return scenario;
  const file = isAbsolute(module.file) ? module.file : pathFrom(to, join(from, module.file));
  const { with: given, ...rest } = module;
  const hasParameters = isPlainMap(given) && Object.keys(given).length > 0;
  const policy: Plain = { module: { ...rest, file, ...(hasParameters && { with: given }) } };
  return { ...scenario, rendezvous: { ...rendezvous, policy } };
}

function pathFrom(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/');
}

/**
 * Runs of drawn scenarios, the last of which are kept: all properties of a suite look at the same runs, and a
 * run costs more than a look at it.
 */
import type { PlainMap } from '../../scenarios/tree.ts';
import { CLASSES, type Classes } from '../../sim/classes.ts';
import { subjectOf } from '../subjects/subject.ts';
import { type ObservedRun, observe } from './observed-run.ts';

/** Some megabytes each hundred. */
const MOST_KEPT = 200;

export class Runs {
  private readonly folder: string;
  private readonly classes: Classes;
  private readonly known = new Map<string, ObservedRun>();

  /** @param folder to which files of the scenarios are relative */
  constructor(folder: string, classes: Classes = CLASSES) {
    this.folder = folder;
    this.classes = classes;
  }

  async of(drawn: PlainMap): Promise<ObservedRun> {
    const key = JSON.stringify(drawn);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { scenario } = (await subjectOf(drawn, this.folder)).run;
    const run = observe(scenario, scenario.seed, this.classes);
    if (this.known.size >= MOST_KEPT) this.known.clear();
    this.known.set(key, run);
    return run;
  }
}

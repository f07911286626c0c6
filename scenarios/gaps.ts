/**
 * Places of a scenario that were refused already, and what is found only because of them.
 *
 * What is well formed is checked although something else is not, with stand-ins in the places that were refused. What is
 * then said of a stand-in, or of how it fits with what stands beside it, would be news about nothing: it is kept back.
 */
import type { Path } from './diagnostic.ts';
import type { Code } from './explanations.ts';
import type { Finding, Report } from './problems.ts';

/** Said of a map for what it lacks. */
const OF_WHAT_LACKS: ReadonlySet<Code> = new Set(['list-empty', 'one-kind', 'shares-sum']);
/** Said of an entry for the sake of another one in the same map. */
const FOR_THE_SAKE_OF: ReadonlyMap<Code, string> = new Map([
  ['role-unfit', 'role'],
  ['fault-unfit', 'target'],
]);

export class Gaps {
  private readonly places = new Set<string>();
  /** Maps that lost an entry. */
  private readonly torn = new Set<string>();

  get areNone(): boolean {
    return this.places.size === 0;
  }

  add(path: Path): void {
    this.places.add(keyOf(path));
  }

  /** Nothing of it is left, not even a number that cannot be compared. */
  addLost(path: Path): void {
    this.add(path);
    this.torn.add(keyOf(path.slice(0, -1)));
  }

  /** Whether something was found only because of a gap. */
  explain({ path, code }: Pick<Finding, 'path' | 'code'>): boolean {
    if (path.some((_, at) => this.places.has(keyOf(path.slice(0, at + 1))))) return true;
    if (OF_WHAT_LACKS.has(code) && this.torn.has(keyOf(path))) return true;
    const other = FOR_THE_SAKE_OF.get(code);
    if (other === undefined) return false;
    return [path, path.slice(0, -1)].some((map) => this.places.has(keyOf([...map, other])));
  }
}

/** Tells only what no gap explains. */
export function sifted(report: Report, gaps: Gaps): Report {
  return {
    error: (finding) => (gaps.explain(finding) ? undefined : report.error(finding)),
    warning: (finding) => (gaps.explain(finding) ? undefined : report.warning(finding)),
    elsewhere: (diagnostic) => report.elsewhere(diagnostic),
  };
}

/** No key holds a NUL. */
function keyOf(path: Path): string {
  return path.join('\0');
}

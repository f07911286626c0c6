/**
 * Where each run of one call writes. One run: results/NAME-SEED-HOST, or the folder of --out itself. Several: such
 * folders inside it. Runs of a matrix: one folder each, named after the values, inside that of their scenario.
 */
import { join } from 'node:path';

export interface PlaceOf {
  readonly name: string;
  readonly seed: number;
  readonly host: string;
  /** Values of the run's matrix axes; empty without a matrix. */
  readonly matrix: Readonly<Record<string, unknown>>;
}

const DEFAULT_PARENT = 'results';
/** File systems allow 255 bytes. */
const LONGEST_NAME = 120;

/** One folder for each run, in order, all different. */
export function resultFolders(runs: readonly PlaceOf[], out: string | undefined): readonly string[] {
  const [only] = runs;
  if (out !== undefined && runs.length === 1 && only !== undefined && !isOfMatrix(only)) return [out];
  const taken = new Set<string>();
  return runs.map((run) => {
    const folder = unused(join(out ?? DEFAULT_PARENT, ...folderNames(run)), taken);
    taken.add(folder);
    return folder;
  });
}

function folderNames(run: PlaceOf): readonly string[] {
  const scenario = fileName(`${run.name}-${run.seed}-${run.host}`);
  return isOfMatrix(run) ? [scenario, fileName(matrixLabel(run.matrix))] : [scenario];
}

/** `models.heavy.replicas=3,rendezvous.deadline=200ms`; empty without a matrix. */
export function matrixLabel(matrix: PlaceOf['matrix']): string {
  return Object.entries(matrix)
    .map(([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(',');
}

function isOfMatrix(run: PlaceOf): boolean {
  return Object.keys(run.matrix).length > 0;
}

/** Only characters that every file system takes, and no name that means something else there. */
function fileName(text: string): string {
  const plain = text.replaceAll(/[^\p{L}\p{N}._%=,+-]+/gu, '-').replace(/^\.+/, '');
  return plain.slice(0, LONGEST_NAME) || '-';
}

/** Two scenarios of one name, or values that differ only in characters no file name takes: the second gets `-2`. */
function unused(folder: string, taken: ReadonlySet<string>): string {
  if (!taken.has(folder)) return folder;
  for (let n = 2; ; n++) if (!taken.has(`${folder}-${n}`)) return `${folder}-${n}`;
}

/** The figures of RZ-1 in a run that is long enough to tell small faults from chance. */
import { promiseFigures } from './rz1-figures.ts';

promiseFigures(600_000);

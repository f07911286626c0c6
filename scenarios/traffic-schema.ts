/** How a user writes `traffic`: sources of requests, their arrivals, keys, payloads, features and shifts. */
import { z } from 'zod';
import { DISTRIBUTIONS, file, numberDistribution, sizeDistribution } from './distribution-schema.ts';
import {
  anyFactor,
  count,
  factor,
  number,
  positiveNumber,
  positiveRate,
  rate,
  span,
  text,
  time,
} from './leaf.ts';
import { either, kinds, named, section } from './shape.ts';

const rateOrProfile = either(
  positiveRate(),
  kinds('How the rate changes over time; a plain rate is constant.', {
    ramp: section('A straight line from one rate to another, which then holds.', {
      from: rate().describe('Rate at the start.'),
      to: rate().describe('Rate at the end and from then on.'),
      over: span().describe('How long the change takes.'),
    }).optional(),
    steps: z
      .array(
        section('One step.', {
          rate: rate().describe('Rate of this step.'),
          for: span().describe('How long it lasts; the last one holds.'),
        }),
      )
      .min(1)
      .describe('One rate after the other; the last holds.')
      .optional(),
    daily: section('A sine that starts at the mean and rises.', {
      mean: positiveRate().describe('Mean over a period.'),
      peak: positiveRate().describe('Highest rate; at most twice the mean.'),
      period: span().prefault('24h').describe('Length of a period.'),
    }).optional(),
    bursts: section('A two-state Markov-modulated Poisson process with exponential stays; starts calm.', {
      calm: rate().describe('Rate while calm.'),
      burst: positiveRate().describe('Rate in a burst.'),
      calmFor: span().describe('Mean length of a calm stretch.'),
      burstFor: span().describe('Mean length of a burst.'),
    }).optional(),
  }),
);

const speed = factor().prefault('1x').describe('How much faster than recorded.');
const repeat = count(1, 1e6, 'at least 1')
  .prefault(1)
  .describe('How often it is played; joined at the mean gap.');

const trace = section(
  'Recorded arrivals: a CSV file with a column of times, or an archive that a decoy wrote.',
  {
    file: file('CSV file with a header, relative to the scenario.').optional(),
    time: text().optional().describe('Name of the column with the arrival times.'),
    unit: text()
      .optional()
      .describe('Unit of the times where they are numbers (us, ms, s, m, h, d); else they are dates.'),
    archive: file('Archive of a decoy (JSON Lines) to replay, relative to the scenario.').optional(),
    speed,
    repeat,
  },
  [[['file', 'time', 'unit'], ['archive']]],
);

const arrivals = section(
  'When requests come: at a rate, or as recorded.',
  {
    rate: rateOrProfile.optional().describe('Requests per time, or a profile of it.'),
    spacing: z
      .enum(['poisson', 'regular'])
      .optional()
      .describe('`poisson` (default): exponential gaps; `regular`: even ones.'),
    trace: trace.optional(),
  },
  [[['rate', 'spacing'], ['trace']]],
);

const keyCount = () => count(1, 4e9, 'at least 1').describe('Number of different keys, k0, k1, …');

const keys = kinds(
  'The record key, which chooses the partition; without it every request has a key of its own.',
  {
    uniform: section('Every key equally often.', { count: keyCount() }).optional(),
    zipf: section('A few hot keys: the k-th is drawn in proportion to k^-exponent.', {
      count: keyCount(),
      exponent: positiveNumber(10).describe('0.5 is mild, 1 the classic, above 1 very hot.'),
    }).optional(),
  },
);

const shift = section(
  'A change of a feature: the truth about drift.',
  {
    feature: text().describe('Which feature of this source.'),
    at: time().describe('When it begins, from the first instant of traffic.'),
    over: time().prefault('0s').describe('How long it takes; 0s is at once.'),
    add: number().optional().describe('Added to the feature.'),
    multiply: anyFactor().optional().describe('Multiplies the feature, as in 1.5x.'),
  },
  [[['add'], ['multiply']]],
);

const column = section(
  'One value per row of the trace.',
  { column: text().describe('Name of the column (or of the feature in an archive).') },
  [[['column'], DISTRIBUTIONS]],
);

const feature = either(numberDistribution, column);

export const source = section('A source of requests.', {
  arrivals: arrivals.describe('When requests come: at a rate, or as recorded.'),
  keys: keys.optional(),
  payload: sizeDistribution.prefault('1KB').describe('Size of a request, or a distribution of sizes.'),
  features: named(feature)
    .prefault({})
    .describe('Numbers that models and canaries see: a distribution, or { column: NAME } of the trace.'),
  shifts: z.array(shift).prefault([]).describe('When and how features change.'),
});

/** How a user writes `enrichment` and `models`. */
import { z } from 'zod';
import { ROLES } from '../rendezvous/role.ts';
import { timeDistribution } from './distribution-schema.ts';
import {
  concurrency,
  count,
  flag,
  label,
  nonNegativeNumber,
  number,
  share,
  span,
  text,
  time,
} from './leaf.ts';
import { section } from './shape.ts';

export const MOST_PARTITIONS = 10_000;

export const replicas = () => count(1, MOST_PARTITIONS, `from 1 to ${MOST_PARTITIONS}`).prefault(1);

export const enrichment = section('A step that every request passes once, before the fan-out.', {
  serviceTime: timeDistribution.describe('How long one request takes.'),
  concurrency: concurrency().prefault(1).describe('Requests at a time, or `unlimited`.'),
  errors: share().prefault('0%').describe('Share of requests that it fails on.'),
  onError: z
    .enum(['pass', 'drop'])
    .prefault('pass')
    .describe('What becomes of a request it failed on: passed on as it is, or dropped.'),
});

const archive = section('How a decoy writes its archive.', {
  commit: z
    .enum(['afterWrite', 'beforeWrite', 'auto'])
    .prefault('afterWrite')
    .describe('When the offset is committed; `auto` every `atMost`, whatever was written.'),
  every: count(1, 1e6, 'from 1 to 1M').prefault(100).describe('Records per write.'),
  atMost: span().prefault('1s').describe('Longest wait before what is there is written.'),
});

const monitor = section('What a canary compares with, and how seldom it may cry wolf.', {
  reference: span()
    .prefault('5m')
    .describe('First stretch after the warm-up; at most a fifth of the run is used.'),
  falseAlarmEvery: span().prefault('30d').describe('Mean time between false alarms that is allowed.'),
});

export const model = section('A model: a consumer group of its own that sees every record.', {
  role: z
    .enum([...ROLES])
    .describe('primary, backstop and challenger may answer; shadow, canary and decoy never do.'),
  replicas: replicas().describe('Members of the consumer group; each has its share of the partitions.'),
  concurrency: concurrency()
    .prefault(1)
    .describe('Requests at a time in one replica, from one queue; or `unlimited`.'),
  serviceTime: timeDistribution
    .optional()
    .describe('How long one request takes; needed but for decoys (0s there, per record).'),
  correlation: share()
    .prefault('0%')
    .describe('Share of the variance (of the normal copula) that is common to all models of a request.'),
  skipExpired: flag()
    .prefault(false)
    .describe('Drop a request whose deadline has passed instead of scoring it.'),
  errors: share().prefault('0%').describe('Share of requests that give an error instead of a score.'),
  coldStart: time().prefault('0s').describe('After each start, before the first score.'),
  batch: section('Scores several requests together: serviceTime + (n − 1) × perItem.', {
    max: count(1, 10_000, 'from 1 to 10000').describe('Most requests in a batch.'),
    wait: time().describe('Longest wait for a batch to fill.'),
    perItem: time().describe('Cost of each further request.'),
  }).optional(),
  score: section('The score: intercept + slope × feature + normal noise.', {
    of: text().describe('The feature; every source must have it.'),
    slope: number().prefault(1).describe('Factor on the feature.'),
    intercept: number().prefault(0).describe('Added.'),
    noise: nonNegativeNumber().prefault(0).describe('Standard deviation of the noise.'),
  }).optional(),
  version: label().prefault('').describe('Which version of the model this is; for the report.'),
  archive: archive.optional().describe('Decoys only: how the archive is written.'),
  monitor: monitor.optional().describe('Canaries only: what it compares with.'),
});

/** Kafka's partitioner, which the scenario language needs too, to tell how much a hot key brings. */
export { murmur2, partitionOf } from '../scenarios/partitioner.ts';

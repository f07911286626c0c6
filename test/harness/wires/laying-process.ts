/** Lays a wire, says where, and stays until it is killed. */
import process from 'node:process';
import { Wire } from '../../../harness/wires/wire.ts';

const { via } = await Wire.lay();
process.stdout.write(`${via}\n`);

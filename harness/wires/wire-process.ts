/** The process of a wire: does what it is told, and ends with whoever laid it, however that one ends. */
import process from 'node:process';
import { Exchange } from './exchange.ts';
import type { FromWire, ToWire } from './words.ts';

const US_PER_MS = 1_000;

process.once('disconnect', () => process.exit());
const exchange = new Exchange();
const at = await exchange.open();
tell();
process.on('message', (word: ToWire) => {
  act(word);
  tell();
});

function act(word: ToWire): void {
  if (word.say === 'delay') exchange.addMs = word.addUs / US_PER_MS;
  if (word.say === 'cut') exchange.cut();
  if (word.say === 'mend') exchange.mend();
}

function tell(): void {
  const said: FromWire = { at, tally: exchange.tally() };
  process.send?.(said);
}

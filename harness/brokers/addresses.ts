/**
 * Reads `HOST:PORT,HOST:PORT`, the form in which brokers are named everywhere. Everything that is wrong is said at once.
 * No name is looked up and nothing is connected to here.
 */
import { BrokerSettingsError } from './settings-error.ts';

/** Addresses in their order, each once. Throws an error that names every part that is not one. */
export function brokerAddresses(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.flatMap((word) => complaint(word) ?? []);
  if (wrong.length > 0) {
    throw new BrokerSettingsError(`brokers must be HOST:PORT, separated by commas: ${wrong.join('; ')}`);
  }
  return [...new Set(words)];
}

const HOST_AND_PORT = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/;
const HIGHEST_PORT = 65_535;

function complaint(word: string): string | undefined {
  if (word === '') return 'one between the commas is empty';
  if (word.includes('://')) return `${word} has a scheme, which is not part of it`;
  const match = HOST_AND_PORT.exec(word);
  if (match === null) {
    return /:\d*$/.test(word)
      ? `${word} is neither HOST:PORT nor [IPv6]:PORT`
      : `${word} has no port, such as :9092`;
  }
  const port = Number(match[3]);
  if (port < 1 || port > HIGHEST_PORT) return `the port of ${word} must be from 1 to ${HIGHEST_PORT}`;
  return undefined;
}

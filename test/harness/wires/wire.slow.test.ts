/** What a wire does to bytes, told by plain sockets on both sides of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Wire } from '../../../harness/wires/wire.ts';
import { until } from '../until.ts';
import { echo, Listening, Speaking } from './listening.ts';

const SOON_MS = 10_000;
const ADD_MS = 100;
const ADD_US = 1_000 * ADD_MS;

let wire: Wire;
const servers: Listening[] = [];

beforeEach(async () => {
  wire = await Wire.lay();
});
afterEach(async () => {
  await wire.close();
  for (const server of servers.splice(0)) await server.close();
});

async function listen(reply = echo, port = 0): Promise<Listening> {
  const server = await Listening.open(reply, port);
  servers.push(server);
  return server;
}

/** A client that has been answered once. */
async function connected(server: Listening): Promise<Speaking> {
  const client = new Speaking(wire.via, server.port);
  client.say('hello ');
  await until('it is answered', () => client.text === 'hello ', SOON_MS);
  return client;
}

test('without a fault hands everything on, both ways, and counts it', async () => {
  const client = await connected(await listen());
  client.say('how are you');
  await until('it is answered', () => client.text === 'hello how are you', SOON_MS);
  expect(await wire.tally()).toEqual({
    connections: 1,
    sentBytes: 17,
    receivedBytes: 17,
    delayedBytes: 0,
    heldBytes: 0,
    heldConnections: 0,
  });
  client.socket.end();
  await until('it is closed', async () => (await wire.tally()).connections === 0, SOON_MS);
  expect(client.end).toBe('ended');
});

test('adds a delay each way, and none any more when it is calm', async () => {
  const client = await connected(await listen());
  const roundTripMs = async () => {
    const saidAtMs = performance.now();
    const before = client.text.length;
    client.say('x');
    await until('it is answered', () => client.text.length > before, SOON_MS);
    return client.heardAtMs - saidAtMs;
  };
  await wire.delay(ADD_US);
  expect(await roundTripMs()).toBeGreaterThanOrEqual(2 * ADD_MS);
  expect((await wire.calm()).delayedBytes).toBe(2);
  await until('it is quick again', async () => (await roundTripMs()) < ADD_MS, SOON_MS);
  expect((await wire.tally()).delayedBytes).toBe(2);
});

test('lets the first words of a new connection wait for the handshake too', async () => {
  const server = await listen();
  await wire.delay(ADD_US);
  const startedAtMs = performance.now();
  const client = await connected(server);
  expect(client.heardAtMs - startedAtMs).toBeGreaterThanOrEqual(4 * ADD_MS);
});

test('keeps the order when a delay ends while bytes are under way', async () => {
  const client = await connected(await listen());
  await wire.delay(ADD_US);
  for (let at = 0; at < 20; at++) client.say(`${at} `);
  await until('they are under way', async () => (await wire.tally()).delayedBytes > 0, SOON_MS);
  await wire.calm();
  for (let at = 20; at < 40; at++) client.say(`${at} `);
  const all = Array.from({ length: 40 }, (_, at) => `${at} `).join('');
  await until('all is answered', () => client.text === `hello ${all}`, SOON_MS);
});

test('delays much as long as little: it is no limit of the rate', async () => {
  const server = await listen(() => undefined);
  const client = new Speaking(wire.via, server.port);
  await until('it is connected', async () => (await wire.tally()).connections === 1, SOON_MS);
  await wire.delay(ADD_US);
  const startedAtMs = performance.now();
  for (let at = 0; at < 64; at++) client.say(Buffer.alloc(65_536));
  await until('all has come', () => server.heard[0]?.bytes === 64 * 65_536, SOON_MS);
  // One piece after the other would take 64 delays.
  expect(performance.now() - startedAtMs).toBeLessThan(16 * ADD_MS);
});

test('holds up everything while it is cut, closes nothing, and hands all on in order when it is mended', async () => {
  const server = await listen();
  const client = await connected(server);
  const before = await wire.cut();
  for (let at = 0; at < 20; at++) client.say(`${at} `);
  const said = Array.from({ length: 20 }, (_, at) => `${at} `).join('');
  await until('all is held', async () => (await wire.tally()).heldBytes === said.length, SOON_MS);
  expect(server.heard[0]).toMatchObject({ text: 'hello ', end: 'open' });
  expect(client).toMatchObject({ text: 'hello ', end: 'open' });
  expect(await wire.mend()).toMatchObject({ heldBytes: said.length });
  await until('all is answered', () => client.text === `hello ${said}`, SOON_MS);
  expect((await wire.tally()).receivedBytes).toBe(before.receivedBytes + said.length);
});

test('makes no connection while it is cut; one that waits is made then, one that gave up never', async () => {
  const server = await listen();
  await wire.cut();
  const patient = new Speaking(wire.via, server.port);
  const hasty = new Speaking(wire.via, server.port);
  patient.say('patient');
  hasty.say('hasty');
  await until('both wait', async () => (await wire.tally()).heldConnections === 2, SOON_MS);
  hasty.socket.destroy();
  await until('one is forgotten', async () => (await wire.tally()).connections === 1, SOON_MS);
  expect(patient.end).toBe('open');
  await wire.mend();
  await until('the other is answered', () => patient.text === 'patient', SOON_MS);
  expect(server.heard.map(({ text }) => text)).toEqual(['patient']);
});

test('delivers what was sent before its sender gave up, also after a cut', async () => {
  const server = await listen();
  const client = await connected(server);
  await wire.cut();
  client.say('last words');
  await until('they are held', async () => (await wire.tally()).heldBytes === 10, SOON_MS);
  client.socket.destroy();
  await once(client.socket, 'close');
  expect((await wire.tally()).connections).toBe(1);
  await wire.mend();
  await until('they arrive', () => server.heard[0]?.text === 'hello last words', SOON_MS);
  await until('and their end', () => server.heard[0]?.end !== 'open', SOON_MS);
  await until('it is closed', async () => (await wire.tally()).connections === 0, SOON_MS);
});

test('takes no more than a few megabytes while it is cut, and loses none of them', async () => {
  const server = await listen(() => undefined);
  const client = new Speaking(wire.via, server.port);
  await until('it is connected', async () => (await wire.tally()).connections === 1, SOON_MS);
  await wire.cut();
  const bytes = 64 * 1_048_576;
  client.say(Buffer.alloc(bytes));
  await until(
    'it takes no more',
    isStill(async () => (await wire.tally()).heldBytes),
    SOON_MS,
  );
  expect((await wire.tally()).heldBytes).toBeLessThan(5_000_000);
  await wire.mend();
  await until('all has come', () => server.heard[0]?.bytes === bytes, SOON_MS);
});

test('resets a connection to a broker that is not there, and reaches it when it is', async () => {
  const server = await listen();
  const { port } = server;
  const client = await connected(server);
  await server.close();
  await until('its client is told', () => client.end !== 'open', SOON_MS);
  const early = new Speaking(wire.via, port);
  await until('it is reset', () => early.end === 'reset', SOON_MS);
  await connected(await listen(echo, port));
});

test('tells the end of a broker that went while it was cut when it is mended, and not before', async () => {
  const server = await listen();
  const client = await connected(server);
  await wire.cut();
  await server.close();
  servers.splice(0);
  client.say('are you there');
  await until('that is held', async () => (await wire.tally()).heldBytes > 0, SOON_MS);
  expect(client.end).toBe('open');
  await wire.mend();
  await until('its client is told', () => client.end !== 'open', SOON_MS);
});

test.each(['GET / HTTP/1.1\r\n\r\n', '127.0.0.1:99999\n', 'x'.repeat(1_000)])(
  'does not take a client that does not say which broker it wants, but: %j',
  async (said) => {
    const [host = '', port] = wire.via.split(':');
    const client = connect({ host, port: Number(port) });
    client.write(said);
    await once(client.resume(), 'close');
    expect((await wire.tally()).connections).toBe(0);
  },
);

test('ends with its parent, also when that one is killed', async () => {
  const file = fileURLToPath(new URL('laying-process.ts', import.meta.url));
  const parent = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [via] = await once(createInterface(parent.stdout), 'line');
  const server = await listen();
  const client = new Speaking(String(via), server.port);
  client.say('hello');
  await until('it is answered', () => client.text === 'hello', SOON_MS);
  parent.kill('SIGKILL');
  await until('its client is told', () => client.end !== 'open', SOON_MS);
  const late = new Speaking(String(via), server.port);
  await until('nobody listens any more', () => late.end === 'reset', SOON_MS);
});

test('says that it has ended to whoever still speaks to it', async () => {
  await wire.close();
  await expect(wire.cut()).rejects.toThrow(/process of a wire has ended/);
});

/** True once the number has been the same for some looks. */
function isStill(look: () => Promise<number>): () => Promise<boolean> {
  let last = Number.NaN;
  let same = 0;
  return async () => {
    const now = await look();
    same = now === last && now > 0 ? same + 1 : 0;
    last = now;
    return same >= 5;
  };
}

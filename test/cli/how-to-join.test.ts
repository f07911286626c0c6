/** What a run tells its user to type on other machines. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { howToJoin } from '../../cli/how-to-join.ts';

test('a run that waits for other machines says for each role what to type there, as a shell takes it', () => {
  const file = join(process.cwd(), "it's here", 'spread.yaml');
  const [, ...commands] = howToJoin(['heavy-0', 'light-0'], 'rendezvous-spread-1', 'a:1,b:2', file);
  expect(commands).toEqual(
    ['heavy-0', 'light-0'].map(
      (role) =>
        `  rendezvous role ${role} --run rendezvous-spread-1 --brokers a:1,b:2 --scenario 'it'\\''s here/spread.yaml'`,
    ),
  );
});

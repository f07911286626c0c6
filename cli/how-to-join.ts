/** What has to be typed on other machines, so that they play the roles which a run waits for. */
import { relative } from 'node:path';

/** A sentence, then a command for each role. */
export function howToJoin(
  roles: readonly string[],
  prefix: string,
  brokers: string,
  file: string,
): readonly string[] {
  const scenario = inQuotes(relative(process.cwd(), file));
  return [
    'The run waits for other machines. Type there, beside a copy of the scenario, with the same RENDEZVOUS_TLS… and RENDEZVOUS_SASL…:',
    ...roles.map(
      (role) => `  rendezvous role ${role} --run ${prefix} --brokers ${brokers} --scenario ${scenario}`,
    ),
  ];
}

function inQuotes(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** The wires of the roles whose network is to be hurt: only these have one, as a wire costs a little each way. */
import type { Scenario } from '../../scenarios/scenario.ts';
import type { RoleWire } from '../faults/role-victim.ts';
import { type Role, rolesNamed, rolesOf } from '../roles/role.ts';
import { type Tally, Wire } from '../wires/wire.ts';

export class RoleWires {
  private readonly wires: ReadonlyMap<string, Wire>;

  private constructor(wires: ReadonlyMap<string, Wire>) {
    this.wires = wires;
  }

  static async lay(scenario: Scenario): Promise<RoleWires> {
    const roles = rolesWithWire(scenario);
    const laid = await Promise.all(roles.map(async ({ name }) => [name, await Wire.lay()] as const));
    return new RoleWires(new Map(laid));
  }

  /** Where a role finds its wire; undefined where it is connected directly. */
  viaOf(role: Role): string | undefined {
    return this.wires.get(role.name)?.via;
  }

  of(role: Role): RoleWire | undefined {
    const wire = this.wires.get(role.name);
    if (wire === undefined) return undefined;
    return {
      delay: async (addUs) => void (await wire.delay(addUs)),
      cut: async () => void (await wire.cut()),
      mend: async () => void (await wire.mend()),
      heldBack: async () => heldBackBy(await wire.tally()),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.wires.values()].map((wire) => wire.close()));
  }
}

function rolesWithWire(scenario: Scenario): readonly Role[] {
  const all = rolesOf(scenario);
  const hurt = scenario.faults.flatMap(({ hardship, only }) =>
    only !== 'sim' && (hardship.kind === 'delay' || hardship.kind === 'cut')
      ? rolesNamed(all, hardship.target)
      : [],
  );
  return [...new Set(hurt)];
}

function heldBackBy({ delayedBytes, heldBytes, heldConnections }: Tally): number {
  return delayedBytes + heldBytes + heldConnections;
}

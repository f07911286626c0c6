/** Which player plays a role. */
import type { Backstage } from './backstage.ts';
import { EnrichmentPlayer } from './enrichment-player.ts';
import { MonitorPlayer } from './monitor-player.ts';
import type { FromRole } from './order.ts';
import type { Player } from './player.ts';
import { RendezvousPlayer } from './rendezvous-player.ts';

/** @throws Error where the scenario has no such role */
export function playerFor(backstage: Backstage, tell: (message: FromRole) => void): Player {
  const { order, scenario, classes } = backstage;
  const { role } = order;
  switch (role.kind) {
    case 'frontend':
      return new classes.FrontEndPlayer(backstage, role.name, tell);
    case 'enrichment':
      if (scenario.enrichment !== undefined) return new EnrichmentPlayer(backstage, scenario.enrichment);
      break;
    case 'model': {
      const spec = scenario.models[role.model];
      if (spec !== undefined) return new classes.ModelPlayer(backstage, role, spec);
      break;
    }
    case 'decoy': {
      const spec = scenario.models[role.model];
      if (spec?.archive !== undefined) return new classes.DecoyPlayer(backstage, role, spec, spec.archive);
      break;
    }
    case 'monitor':
      return new MonitorPlayer(backstage, role);
    case 'rendezvous':
      return new RendezvousPlayer(backstage, role);
  }
  throw new Error(`the scenario has no role ${role.name}`);
}

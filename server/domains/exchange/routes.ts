import {
  callResource,
  listAgencyCalls,
  listMyDataUses,
  proveMyDataUse,
  summariseMyDataUses,
} from '../../../contracts/exchange.ts';
import { resourceCodeFromPath } from '../../../contracts/resource-code.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { call } from './call.ts';
import { agencyCalls, myDataUses, proveMyUse } from './show-uses.ts';
import { summariseUses } from './summarise-uses.ts';

export function exchangeRoutes(http: HttpServer, platform: Platform): void {
  // A credit code stays with its agency, so it is read once.
  const creditCodes = new Map<string, string>();
  const creditCodeOf = async (agencyId: string): Promise<string> => {
    const known = creditCodes.get(agencyId) ?? (await agencyById(platform.db, agencyId))?.creditCode;
    if (known === undefined) throw new DomainError('role-missing');
    creditCodes.set(agencyId, known);
    return known;
  };

  http.on(callResource, async ({ params, body, actor }) => {
    if (actor.kind !== 'client') throw new DomainError('role-missing');
    const resourceCode = resourceCodeFromPath(params.code);
    if (resourceCode === null) throw new DomainError('not-found');
    const { agencyId, clientId } = actor;
    const caller = { agencyId, clientId, creditCode: await creditCodeOf(agencyId) };
    const answer = await call(platform, caller, { resourceCode, ...body });
    return answer.body;
  });

  http.on(listMyDataUses, ({ query, actor }) => {
    if (actor.kind !== 'person') throw new DomainError('role-missing');
    return myDataUses(platform, actor, { ...query, limit: query.limit ?? 50, cursor: query.cursor });
  });

  http.on(summariseMyDataUses, ({ actor }) => {
    if (actor.kind !== 'person') throw new DomainError('role-missing');
    return summariseUses(platform, actor);
  });

  http.on(proveMyDataUse, ({ params, actor }) => {
    if (actor.kind !== 'person') throw new DomainError('role-missing');
    return proveMyUse(platform, actor, params.index);
  });

  http.on(listAgencyCalls, ({ query, actor }) => {
    if (actor.kind !== 'staff') throw new DomainError('role-missing');
    return agencyCalls(platform, actor, { limit: query.limit ?? 50, cursor: query.cursor });
  });
}

import type { Actor } from '../../../contracts/actor.ts';
import {
  batchCallResource,
  countSubjects as countSubjectsEndpoint,
  queryResource as queryResourceEndpoint,
  readChanges,
  verifySubject as verifySubjectEndpoint,
} from '../../../contracts/call-family.ts';
import { previewConsent } from '../../../contracts/consents.ts';
import {
  callResource,
  listAgencyCalls,
  listMyDataUses,
  proveAgencyCall,
  proveMyDataUse,
  summariseMyDataUses,
} from '../../../contracts/exchange.ts';
import { resourceCodeFromPath } from '../../../contracts/resource-code.ts';
import { callSandboxResource } from '../../../contracts/sandbox.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { call } from './call.ts';
import { callBatch } from './call-batch.ts';
import { callSandbox } from './call-sandbox.ts';
import { countSubjects } from './count-subjects.ts';
import { previewConsentOf } from './preview-consent.ts';
import { queryResource } from './query-resource.ts';
import { agencyCalls, myDataUses, proveMyUse, proveOwnCall } from './show-uses.ts';
import { summariseUses } from './summarise-uses.ts';
import { tellChanges } from './tell-changes.ts';
import { verifySubject } from './verify-subject.ts';

export function exchangeRoutes(http: HttpServer, platform: Platform): void {
  // A credit code stays with its agency, so it is read once.
  const creditCodes = new Map<string, string>();
  const creditCodeOf = async (agencyId: string): Promise<string> => {
    const known = creditCodes.get(agencyId) ?? (await agencyById(platform.db, agencyId))?.creditCode;
    if (known === undefined) throw new DomainError('role-missing');
    creditCodes.set(agencyId, known);
    return known;
  };

  const asks = async ({ params, actor }: { params: { code: string }; actor: Actor }) => {
    if (actor.kind !== 'client') throw new DomainError('role-missing');
    const resourceCode = resourceCodeFromPath(params.code);
    if (resourceCode === null) throw new DomainError('not-found');
    const { agencyId, clientId } = actor;
    return { caller: { agencyId, clientId, creditCode: await creditCodeOf(agencyId) }, resourceCode };
  };

  http.on(callResource, async (asked) => {
    const { caller, resourceCode } = await asks(asked);
    return (await call(platform, caller, { resourceCode, ...asked.body })).body;
  });

  http.on(callSandboxResource, async (asked) => {
    const { caller, resourceCode } = await asks(asked);
    return callSandbox(platform, caller, { resourceCode, ...asked.body });
  });

  http.on(batchCallResource, async (asked) => {
    const { caller, resourceCode } = await asks(asked);
    const { language, request, reply } = asked;
    const isGone = () => reply.raw.destroyed;
    return callBatch(platform, caller, { resourceCode, ...asked.body }, { language, requestId: request.id, isGone });
  });

  http.on(verifySubjectEndpoint, async (asked) => {
    const { caller, resourceCode } = await asks(asked);
    return (await verifySubject(platform, caller, { resourceCode, ...asked.body })).body;
  });

  http.on(queryResourceEndpoint, async (asked) => {
    const { caller, resourceCode } = await asks(asked);
    return queryResource(platform, caller, { resourceCode, ...asked.body, limit: asked.body.limit ?? 50 });
  });

  http.on(readChanges, async (asked) => {
    const { caller, resourceCode } = await asks(asked);
    const { body, language, request } = asked;
    const question = { resourceCode, ...body, limit: body.limit ?? 50 };
    return tellChanges(platform, caller, question, { language, requestId: request.id });
  });

  http.on(countSubjectsEndpoint, async (asked) => {
    const { caller, resourceCode } = await asks(asked);
    return (await countSubjects(platform, caller, { resourceCode, ...asked.body })).body;
  });

  http.on(previewConsent, ({ params, actor }) => {
    if (actor.kind !== 'person') throw new DomainError('role-missing');
    return previewConsentOf(platform, actor, params.id);
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

  http.on(proveAgencyCall, ({ params, actor }) => {
    if (actor.kind !== 'staff') throw new DomainError('role-missing');
    return proveOwnCall(platform, actor, params.index);
  });

  http.on(listAgencyCalls, ({ query, actor }) => {
    if (actor.kind !== 'staff') throw new DomainError('role-missing');
    return agencyCalls(platform, actor, { limit: query.limit ?? 50, cursor: query.cursor });
  });
}

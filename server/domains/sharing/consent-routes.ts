import type { Actor, PersonActor } from '../../../contracts/actor.ts';
import * as contract from '../../../contracts/consents.ts';
import { resourceCodeFromPath } from '../../../contracts/resource-code.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { withIdempotency } from '../../platform/idempotency.ts';
import type { Platform } from '../../platform/platform.ts';
import { answerConsentOf, consentRuleOf, ownConsent, setConsentRule, withdrawConsentOf } from './answer-consent.ts';
import { askConsentOf, clientOf } from './ask-consent.ts';
import { staffOf } from './readers.ts';
import { askedConsents, myConsents, showAsked, showMyConsent } from './show-consents.ts';

export function consentRoutes(http: HttpServer, platform: Platform): void {
  http.on(contract.listMyConsents, ({ query, actor }) => myConsents(platform, personOf(actor), query));

  http.on(contract.answerConsent, async ({ params, body, actor }) => {
    const person = personOf(actor);
    await answerConsentOf(platform, person, params.id, body);
    return showMyConsent(platform, person, (await ownConsent(platform, person, params.id)).consent);
  });

  http.on(contract.withdrawConsent, async ({ params, actor }) => {
    const person = personOf(actor);
    await withdrawConsentOf(platform, person, params.id);
    return showMyConsent(platform, person, (await ownConsent(platform, person, params.id)).consent);
  });

  http.on(contract.askConsent, ({ params, body, actor, request }) =>
    withIdempotency(platform, actor, request, async () => {
      const consent = await askConsentOf(platform, clientOf(actor), codeOf(params), body);
      return (await showAsked(platform, [consent]))[0]!;
    }),
  );

  http.on(contract.listAskedConsents, ({ query, actor }) => {
    const { agencyId } = actor.kind === 'client' ? actor : staffOf(actor);
    return askedConsents(platform, agencyId, query);
  });

  http.on(contract.getConsentRule, async ({ params }) => ({
    legalBasis: await consentRuleOf(platform, codeOf(params)),
  }));

  http.on(contract.putConsentRule, async ({ params, body, actor }) => {
    await setConsentRule(platform, staffOf(actor), codeOf(params), body.legalBasis);
    return { legalBasis: await consentRuleOf(platform, codeOf(params)) };
  });
}

function personOf(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw new DomainError('role-missing');
  return actor;
}

function codeOf({ code }: { code: string }): string {
  const found = resourceCodeFromPath(code);
  if (found === null) throw new DomainError('not-found');
  return found;
}

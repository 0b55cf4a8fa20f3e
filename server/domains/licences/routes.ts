import type { Actor } from '../../../contracts/actor.ts';
import * as codes from '../../../contracts/licence-codes.ts';
import * as contract from '../../../contracts/licences.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { changeLicenceState } from './change-state.ts';
import { publicJwk } from './credential.ts';
import { vctOf } from './issue-licence.ts';
import { libraryReader } from './library-reader.ts';
import { agencyChecks, licenceViewings, presentLicence } from './present-licence.ts';
import { redeemCode } from './redeem-code.ts';
import { summaries, wholeLicence } from './show-licence.ts';
import { listSize, statusListToken } from './status-list.ts';
import { highestStatusIndex, libraryOf, licenceInLibrary, licenceTypeByKey, notValidBetween } from './store.ts';
import type { StateChange } from './validity.ts';
import { verifyCredential } from './verify-licence.ts';

export function licencesRoutes(http: HttpServer, platform: Platform): void {
  const { db, config, keys } = platform;

  http.on(contract.listMyLicences, async ({ actor, query }) => {
    const limit = query.limit ?? 50;
    const rows = await libraryOf(db, await libraryReader(platform, resident(actor).citizenId), {
      after: readCursor(query.cursor, ['string']),
      limit,
      state: query.state,
      today: dateInShanghai(platform.now()),
    });
    const page = pageOfRows(rows, limit, (row) => [row.id]);
    return { items: await summaries(platform, page.items), nextCursor: page.nextCursor };
  });

  http.on(contract.getMyLicence, async ({ actor, params }) => {
    const row = await licenceInLibrary(db, await libraryReader(platform, resident(actor).citizenId), params.id);
    if (!row) throw new DomainError('licence-unknown');
    return wholeLicence(platform, row);
  });

  http.on(contract.verifyLicence, ({ body, language }) => verifyCredential(platform, body.credential, language));

  http.on(codes.presentMyLicence, ({ actor, params, body }) =>
    presentLicence(platform, resident(actor), params.id, body),
  );

  http.on(codes.listLicenceViewings, ({ actor, params, query }) =>
    licenceViewings(platform, resident(actor), params.id, { limit: query.limit ?? 50, cursor: query.cursor }),
  );

  http.on(codes.redeemLicenceCode, ({ body, language, request }) =>
    redeemCode(platform, { address: request.ip }, body.code, language),
  );

  http.on(codes.checkLicenceCode, ({ actor, body, language }) => {
    if (actor.kind !== 'staff') throw new DomainError('role-missing');
    return redeemCode(platform, actor, body.code, language);
  });

  http.on(codes.listLicenceChecks, ({ actor, query }) => {
    if (actor.kind !== 'staff') throw new DomainError('role-missing');
    return agencyChecks(platform, actor, { limit: query.limit ?? 50, cursor: query.cursor });
  });

  const changes: [typeof contract.revokeLicence, StateChange][] = [
    [contract.revokeLicence, 'revoke'],
    [contract.suspendLicence, 'suspend'],
    [contract.resumeLicence, 'resume'],
  ];
  for (const [endpoint, change] of changes) {
    http.on(endpoint, async ({ actor, params, body }) => {
      if (actor.kind !== 'staff') throw new DomainError('role-missing');
      const [shown] = await summaries(platform, [
        await changeLicenceState(platform, actor, params.id, change, body.reason),
      ]);
      return shown!;
    });
  }

  http.on(contract.getLicenceStatusList, async ({ params }) => {
    const first = params.list * listSize;
    if (params.list > 0 && first > (await highestStatusIndex(db))) throw new DomainError('not-found');
    return statusListToken(
      keys.licences,
      config.publicUrl,
      params.list,
      await notValidBetween(db, first, first + listSize - 1),
      platform.now(),
    );
  });

  http.on(contract.getLicenceIssuer, async () => ({
    issuer: config.publicUrl,
    jwks: { keys: [publicJwk(keys.licences)] },
  }));

  http.on(contract.getLicenceType, async ({ params }) => {
    const type = await licenceTypeByKey(db, params.key);
    if (!type) throw new DomainError('not-found');
    return {
      vct: vctOf(config.publicUrl, type.key),
      name: type.name.zh,
      display: [
        { lang: 'zh-CN', name: type.name.zh },
        { lang: 'en', name: type.name.en },
      ],
      claims: type.claims.map((claim) => ({
        path: [claim.name],
        sd: type.selective.includes(claim.name) ? 'always' : 'never',
        display: [
          { lang: 'zh-CN', label: claim.title.zh },
          { lang: 'en', label: claim.title.en },
        ],
      })),
    };
  });
}

function resident(actor: Actor): Extract<Actor, { kind: 'person' }> {
  if (actor.kind !== 'person') throw new DomainError('role-missing');
  return actor;
}

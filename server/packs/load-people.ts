import { createHmac } from 'node:crypto';
import { agencyByKey } from '../domains/directory/index.ts';
import {
  accountByUsername,
  clientById,
  createAccount,
  createClient,
  createDelegation,
  createOrganisation,
  createPerson,
  delegationFor,
} from '../domains/identity/index.ts';
import type { Db } from '../platform/database.ts';
import type { Keys } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import { StartupError } from '../platform/startup-error.ts';
import type { Pack } from './read-pack.ts';

/** A demo client's secret: the node's own, the same at each start, in no file. */
export function demoClientSecret(keys: Keys, clientId: string): string {
  return createHmac('sha256', keys.cookies).update(`demo client ${clientId}`).digest('base64url');
}

/** The people of a pack: staff, residents, their company and delegations, and agencies' machine clients. Those that stand are left as they are. */
export async function loadPeople(platform: Platform, tx: Db, pack: Pack): Promise<void> {
  const { manifest, accounts } = pack;
  const password = manifest.demoPassword;
  if (pack.staff.length === 0 && pack.clients.length === 0 && !accounts) return;
  if (password === undefined) {
    throw new StartupError({
      zh: `配置包 ${manifest.name} 有账号但没有 demoPassword。`,
      en: `The pack ${manifest.name} has accounts but no demoPassword.`,
    });
  }
  const agencyId = async (key: string) => {
    const agency = await agencyByKey(tx, key);
    if (!agency)
      throw new StartupError({
        zh: `配置包 ${manifest.name} 提到了不存在的部门 ${key}。`,
        en: `The pack ${manifest.name} names an agency that is not there: ${key}.`,
      });
    return agency.id;
  };
  for (const { username, name, agency, roles } of pack.staff) {
    if (await accountByUsername(tx, username)) continue;
    await createAccount(tx, {
      username,
      password,
      displayName: name,
      demo: true,
      agencyId: await agencyId(agency),
      roles,
    });
  }
  for (const { clientId, agency, name } of pack.clients) {
    if (await clientById(tx, clientId)) continue;
    await createClient(tx, {
      clientId,
      agencyId: await agencyId(agency),
      name: name.zh,
      secret: demoClientSecret(platform.keys, clientId),
      demo: true,
    });
  }
  if (accounts) await loadResidents(tx, accounts, password);
}

async function loadResidents(
  tx: Db,
  { accounts, companies, delegations }: NonNullable<Pack['accounts']>,
  password: string,
): Promise<void> {
  const people = new Map<string, { id: string; citizenId: string }>();
  for (const { username, person, note } of accounts) {
    people.set(username, await createPerson(tx, person));
    if (await accountByUsername(tx, username)) continue;
    await createAccount(tx, {
      username,
      password,
      displayName: person.name,
      demo: true,
      note,
      personId: people.get(username)!.id,
    });
  }
  const organisations = new Map<string, { id: string; creditCode: string }>();
  for (const { key, creditCode, name, legalRepresentative } of companies) {
    organisations.set(
      key,
      await createOrganisation(tx, {
        creditCode,
        name,
        legalRepresentativeId: people.get(legalRepresentative)?.id ?? null,
      }),
    );
  }
  for (const { company, agent, grantedBy, scope, validFrom, validUntil } of delegations) {
    const organisation = organisations.get(company)!;
    const standing = await delegationFor(tx, {
      citizenId: people.get(agent)!.citizenId,
      creditCode: organisation.creditCode,
      scope: scope[0]!,
      today: validFrom,
    });
    if (standing) continue;
    await createDelegation(tx, {
      organisationId: organisation.id,
      agentPersonId: people.get(agent)!.id,
      scope,
      validFrom,
      validUntil,
      grantedBy: people.get(grantedBy)?.id ?? null,
    });
  }
}

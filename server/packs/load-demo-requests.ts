import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { StaffActor } from '../../contracts/actor.ts';
import { PackRequests } from '../../contracts/pack.ts';
import { resourceByKey } from '../domains/catalogue/index.ts';
import { accountByUsername } from '../domains/identity/index.ts';
import {
  answerRequest,
  askForMissing,
  askItems,
  fileDispute,
  hasRequests,
  replyToDispute,
} from '../domains/sharing/index.ts';
import type { Platform } from '../platform/platform.ts';
import { readPackFile } from './pack-files.ts';
import type { Pack } from './read-pack.ts';

/** Makes the pack's requests for data (requests.yaml) as its staff would, once: on a node that has none of its own yet. */
export async function makeDemoRequests(platform: Platform, pack: Pack): Promise<void> {
  const path = join(pack.folder, 'requests.yaml');
  if ((await access(path).catch(() => 'none')) === 'none' || (await hasRequests(platform.db))) return;
  const { requests } = await readPackFile(PackRequests, path);
  for (const { by, resource: key, question, answer, dispute, ...asked } of requests) {
    const requester = await staffCalled(platform, by);
    const resource = await resourceByKey(platform.db, key);
    if (!requester || !resource) continue;
    const id = await askItems(platform, requester, { ...asked, resource: resource.id });
    const asker = question && (await staffCalled(platform, question.by));
    if (asker) await askForMissing(platform, asker, id, question.text);
    const provider = answer && (await staffCalled(platform, answer.by));
    if (!provider) continue;
    const items = asked.items.map((code) => {
      const reason = answer.refused[code];
      return reason === undefined
        ? { code, decision: 'granted' as const }
        : { code, decision: 'refused' as const, reason };
    });
    await answerRequest(platform, provider, id, { items });
    if (!dispute) continue;
    const filed = await fileDispute(platform, requester, id, dispute);
    await replyToDispute(platform, provider, filed, { grants: false, opinion: dispute.stands });
  }
}

async function staffCalled(platform: Platform, username: string): Promise<StaffActor | null> {
  const account = await accountByUsername(platform.db, username);
  if (!account?.agencyId) return null;
  return { kind: 'staff', accountId: account.id, name: account.name, agencyId: account.agencyId, roles: account.roles };
}

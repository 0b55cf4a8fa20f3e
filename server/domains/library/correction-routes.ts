import * as contract from '../../../contracts/corrections.ts';
import { maskValue } from '../../../contracts/mask-value.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { isVisible, type Resource, resourceById, resourcesByIds } from '../catalogue/index.ts';
import { agenciesByIds } from '../directory/index.ts';
import { answerCorrection } from './answer-correction.ts';
import { type CorrectionReport, fileCorrection } from './file-correction.ts';
import { heldAbout, viewRecords } from './held-about.ts';
import { resourceFor } from './show-batch.ts';
import { staffOf } from './staff-of.ts';
import { type CorrectionRow, correctedResourceIds, correctionById, correctionsOf } from './store-corrections.ts';

/** Corrections (疑义校核), what is held about a person, and views of rows. */
export function correctionRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;

  const filed = async (report: CorrectionReport, asker: Asker) => {
    const id = await db.transaction().execute((tx) => fileCorrection(platform, tx, report));
    const row = id === null ? undefined : await correctionById(db, id);
    if (!row) throw new DomainError('not-found');
    return (await shown(db, [row], asker))[0]!;
  };

  http.on(contract.fileCorrection, async ({ params, body, actor }) => {
    const { agencyId, accountId } = staffOf(actor);
    const resource = await visible(db, params.resourceId, agencyId);
    const { heldValue = null, ...rest } = body;
    return filed(
      { resource, ...rest, heldValue, origin: 'agency', agencyId, accountId, caseNumber: null },
      { agencyId },
    );
  });

  http.on(contract.fileMyCorrection, async ({ body, actor }) => {
    const { accountId, citizenId } = personOf(actor);
    const resource = await visible(db, body.resourceId, null);
    return filed(
      {
        resource,
        item: body.item,
        subject: citizenId,
        heldValue: null,
        statedValue: body.statedValue,
        proof: body.proof,
        origin: 'resident',
        agencyId: null,
        accountId,
        caseNumber: null,
      },
      { citizenId },
    );
  });

  http.on(contract.listMyCorrections, async ({ query, actor }) => {
    const { accountId, citizenId } = personOf(actor);
    return page(query, { accountId }, { citizenId });
  });

  http.on(contract.listCorrections, async ({ query, actor }) => {
    const { agencyId } = staffOf(actor);
    if (query.side === 'reporter') return page(query, { agencyId, state: query.state }, { agencyId });
    const resources = await resourcesByIds(db, await correctedResourceIds(db));
    const own = [...resources.values()].filter(({ providerId }) => providerId === agencyId).map(({ id }) => id);
    return page(query, { resourceIds: own, state: query.state }, { agencyId });
  });

  http.on(contract.answerCorrection, async ({ params, body, actor }) => {
    const staff = staffOf(actor);
    await answerCorrection(platform, params.id, staff, body);
    const row = (await correctionById(db, params.id))!;
    return (await shown(db, [row], { agencyId: staff.agencyId }))[0]!;
  });

  http.on(contract.listMyRecords, async ({ actor }) => {
    const { accountId, citizenId } = personOf(actor);
    return { items: await heldAbout(platform, citizenId, { accountId, agencyId: null, reason: null }) };
  });

  http.on(contract.viewRecords, async ({ params, body, actor }) => {
    const { agencyId, accountId } = staffOf(actor);
    const resource = await resourceFor(db, { agencyId, oversees: false }, params.resourceId);
    const looker = { agencyId, accountId, reason: body.reason ?? null };
    return { items: await viewRecords(platform, resource, body.subject, looker) };
  });

  async function page(
    query: { limit?: number; cursor?: string },
    filter: Omit<Parameters<typeof correctionsOf>[1], 'after' | 'limit'>,
    asker: Asker,
  ) {
    const limit = query.limit ?? 50;
    const after = readCursor(query.cursor, ['uuid']);
    const rows = await correctionsOf(db, { ...filter, after: after ? String(after[0]) : null, limit });
    const found = pageOfRows(rows, limit, (row) => [row.id]);
    return { items: await shown(db, found.items, asker), nextCursor: found.nextCursor };
  }
}

interface Asker {
  agencyId?: string;
  citizenId?: string;
}

async function shown(db: Db, rows: CorrectionRow[], asker: Asker): Promise<contract.Correction[]> {
  const ids = [...new Set(rows.map(({ resourceId }) => resourceId))];
  const found = await Promise.all(ids.map((id) => resourceById(db, id)));
  const resources = found.filter((resource) => resource !== undefined);
  const known = new Map(resources.map((resource) => [resource.id, resource]));
  const agencies = await agenciesByIds(db, [
    ...new Set([
      ...resources.map(({ providerId }) => providerId),
      ...rows.flatMap(({ agencyId }) => (agencyId === null ? [] : [agencyId])),
    ]),
  ]);
  return rows.map((row) => {
    const resource = known.get(row.resourceId);
    const item = resource?.items.find(({ code }) => code === row.item);
    const reporter = row.agencyId === null ? undefined : agencies.get(row.agencyId);
    const provider = resource && agencies.get(resource.providerId);
    const provides = resource !== undefined && resource.providerId === asker.agencyId;
    return {
      id: row.id,
      number: row.number,
      resourceId: row.resourceId,
      resourceName: resource?.name ?? '',
      resourceNameEn: resource?.nameEn ?? null,
      item: row.item,
      itemName: item?.name ?? row.item,
      itemNameEn: item?.nameEn ?? null,
      subject: provides || row.subject === asker.citizenId ? row.subject : maskValue(row.subject),
      heldValue: row.heldValue,
      statedValue: row.statedValue,
      proof: row.proof,
      origin: row.origin,
      agencyName: reporter?.name ?? null,
      agencyNameEn: reporter?.nameEn ?? null,
      providerName: provider?.name ?? '',
      providerNameEn: provider?.nameEn ?? null,
      caseNumber: row.caseNumber,
      state: row.state,
      filedAt: row.filedAt.toISOString(),
      dueDate: row.dueDate,
      answeredAt: row.answeredAt?.toISOString() ?? null,
      opinion: row.opinion,
      mine: provides && row.state === 'submitted',
    };
  });
}

async function visible(db: Db, resourceId: string, agencyId: string | null): Promise<Resource> {
  const resource = await resourceById(db, resourceId);
  if (!resource || !isVisible(resource, { agencyId: agencyId ?? '', operator: false }))
    throw new DomainError('not-found');
  return resource;
}

function personOf(actor: Parameters<typeof staffOf>[0]): { accountId: string; citizenId: string } {
  if (actor.kind !== 'person') throw new DomainError('role-missing');
  return actor;
}

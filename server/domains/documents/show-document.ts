import type {
  DocumentDetail,
  DocumentLine,
  DocumentVersion,
  ShownDocument,
  ShownLine,
} from '../../../contracts/documents.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { type Agency, agenciesByIds } from '../directory/index.ts';
import { accountName } from '../identity/index.ts';
import { channelTakes, type Document, forceOn, stateOf, type Version } from './document.ts';
import { documentById, documentEvents, versionsOf } from './store.ts';
import { type ShownRow, shownById } from './store-shown.ts';
import { siteEntries, takingsOf } from './store-sites.ts';

export interface Reader {
  agencyId: string;
  /** The operator and the supervisor: they see what was submitted once. */
  oversees: boolean;
}

/** A document with its versions, its history and the sites that show it. Throws `not-found`. */
export async function documentFor(db: Db, reader: Reader, id: string): Promise<DocumentDetail> {
  const document = await documentById(db, id);
  const versions = document ? await versionsOf(db, id) : [];
  if (!document || !versions[0] || !mayRead(reader, document, versions)) throw new DomainError('not-found');
  const agency = (await agenciesByIds(db, [document.agencyId])).get(document.agencyId)!;
  const say = (version: Version | undefined) => (version ? shownVersion(document, version, agency) : null);
  const working = versions.find(({ version }) => version === document.workingVersion);
  const mayWork = reader.agencyId === document.agencyId || (working && working.state !== 'draft');
  const events = await documentEvents(db, id);
  return {
    id,
    state: stateOf(document, mayWork ? working : undefined),
    revision: document.revision,
    published: say(versions.find(({ version }) => version === document.publishedVersion)),
    working: mayWork ? say(working) : null,
    last: say(versions.find((each) => mayWork || each !== working))!,
    withdrawnAt: document.withdrawnAt?.toISOString() ?? null,
    withdrawnReason: document.withdrawnReason,
    versions: versions
      .filter((each) => mayWork || each !== working)
      .map(({ version, state, title, publishedAt }) => ({
        version,
        state,
        title,
        publishedAt: publishedAt?.toISOString() ?? null,
      })),
    events: await Promise.all(
      events.map(async ({ at, action, version, accountId, remarks }) => ({
        at: at.toISOString(),
        action,
        version,
        by: accountId === null ? null : ((await accountName(db, accountId)) ?? null),
        remarks,
      })),
    ),
    sites: await sitesOf(db, id),
  };
}

/** One version of a document. Throws `not-found`. */
export async function versionFor(db: Db, reader: Reader, id: string, version: number): Promise<DocumentVersion> {
  const document = await documentById(db, id);
  const versions = document ? await versionsOf(db, id) : [];
  const found = versions.find((each) => each.version === version);
  if (!document || !found || !mayRead(reader, document, versions)) throw new DomainError('not-found');
  if (found.state === 'draft' && reader.agencyId !== document.agencyId) throw new DomainError('not-found');
  const agency = (await agenciesByIds(db, [document.agencyId])).get(document.agencyId)!;
  return shownVersion(document, found, agency);
}

function mayRead(reader: Reader, document: Document, versions: readonly Version[]): boolean {
  if (reader.agencyId === document.agencyId) return true;
  return reader.oversees && (document.code !== null || versions.some(({ state }) => state !== 'draft'));
}

async function sitesOf(db: Db, id: string): Promise<DocumentDetail['sites']> {
  const shown = await shownById(db, id);
  const takings = new Map((await takingsOf(db, id)).map((taken) => [taken.siteKey, taken]));
  return (await siteEntries(db)).flatMap((site) => {
    const channels = shown && site.active ? site.channels.filter((channel) => channelTakes(channel, shown)) : [];
    const taken = takings.get(site.key);
    if (channels.length === 0 && !taken) return [];
    return [
      {
        key: site.key,
        name: site.name,
        nameEn: site.nameEn,
        channels: channels.map(({ key, name, nameEn }) => ({ key, name, nameEn })),
        lastTakenOn: taken?.lastOn ?? null,
        takenTimes: taken?.times ?? 0,
      },
    ];
  });
}

export async function documentLines(
  db: Db,
  rows: readonly { document: Document; version: Version }[],
): Promise<DocumentLine[]> {
  const agencies = await agenciesByIds(
    db,
    rows.map(({ document }) => document.agencyId),
  );
  return rows.map(({ document, version }) => ({
    ...headOf(document, version, agencies.get(document.agencyId)!),
    state: stateOf(document, document.workingVersion === version.version ? version : undefined),
    shown: document.publishedVersion !== null,
    updatedAt: document.updatedAt.toISOString(),
    publishedAt: version.publishedAt?.toISOString() ?? null,
  }));
}

/** Lines of a public list, as of now. */
export async function shownLines(db: Db, rows: readonly ShownRow[], now: Date): Promise<ShownLine[]> {
  const agencies = await agenciesByIds(
    db,
    rows.map(({ agencyId }) => agencyId),
  );
  const today = dateInShanghai(now);
  return rows.map((row) => ({
    ...headOf({ id: row.documentId, code: row.code, agencyId: row.agencyId }, row, agencies.get(row.agencyId)!),
    force: forceOn(today, row),
    publishedAt: row.publishedAt.toISOString(),
    version: row.version,
  }));
}

/**
 * A published document as anyone reads it, or an earlier version of it that was published. Throws `document-withdrawn` with
 * its reason, `not-found` for what never was published.
 */
export async function publicDocument(db: Db, id: string, now: Date, version?: number): Promise<ShownDocument> {
  const document = await documentById(db, id);
  if (document?.withdrawnAt) throw new DomainError('document-withdrawn', { reason: document.withdrawnReason });
  if (!document || document.publishedVersion === null) throw new DomainError('not-found');
  const published = (await versionsOf(db, id)).filter(({ publishedAt }) => publishedAt !== null);
  const wanted = published.find((each) => each.version === (version ?? document.publishedVersion));
  if (!wanted) throw new DomainError('not-found');
  const agency = (await agenciesByIds(db, [document.agencyId])).get(document.agencyId)!;
  return {
    ...headOf(document, wanted, agency),
    ...textOf(wanted),
    force: forceOn(dateInShanghai(now), wanted),
    version: wanted.version,
    publishedAt: wanted.publishedAt!.toISOString(),
    earlier: published
      .filter((each) => each.version < document.publishedVersion!)
      .map((each) => ({ version: each.version, publishedAt: each.publishedAt!.toISOString() })),
  };
}

function shownVersion(document: Document, version: Version, agency: Agency): DocumentVersion {
  return {
    ...headOf(document, version, agency),
    ...textOf(version),
    version: version.version,
    state: version.state,
    remarks: version.remarks,
    updatedAt: version.updatedAt.toISOString(),
    publishedAt: version.publishedAt?.toISOString() ?? null,
  };
}

function headOf(
  document: Pick<Document, 'id' | 'code' | 'agencyId'>,
  version: Omit<ShownRow, 'documentId' | 'version' | 'code' | 'agencyId' | 'publishedAt'> | Version,
  agency: Agency,
) {
  return {
    id: document.id,
    code: document.code,
    agencyId: document.agencyId,
    agencyName: agency.name,
    agencyNameEn: agency.nameEn,
    kind: version.kind,
    title: version.title,
    titleEn: version.titleEn,
    classCode: version.classCode,
    number: version.number,
    summary: version.summary,
    regionCode: version.regionCode,
    issuedOn: version.issuedOn,
    validFrom: version.validFrom,
    validUntil: version.validUntil,
  };
}

function textOf({ sourceName, sourceUrl, topics, body }: Version) {
  return { sourceName, sourceUrl, topics, body };
}

import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import { isSqlState } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { spanOf, touchedSubjects } from '../library/index.ts';
import { roomIn } from '../sharing/index.ts';
import { inTurn, readAllowed } from './ask-many.ts';
import { exchangeOf } from './call.ts';
import { type BatchOptions, resultText } from './call-batch.ts';
import { type AskedQuestion, type Caller, prepareQuestion } from './prepare-question.ts';
import { pseudonymIn, refusedBy } from './query-resource.ts';
import { replyDraft, replyOf } from './read-batch.ts';
import { openCursor, sealCursor } from './seal-cursor.ts';
import { type ChangedSubject, changedSubjects } from './store-changes.ts';
import { timely } from './store-found.ts';
import { maxRecords } from './store-lookup.ts';

export interface AskedChanges extends Omit<AskedQuestion, 'by'> {
  /** Subjects on a page. */
  limit: number;
  cursor?: string | undefined;
}

/** Where a subscriber stands: what it was told up to, and how far on the way to the next version. */
interface Place {
  /** The version up to which all was told; null: nothing was. */
  from: number | null;
  /** The version that is being told, and the last subject told of it; null between two. */
  to: number | null;
  after: string | null;
  /** The rows that the grant covered, hashed: told under another scope, what was told before does not add up. */
  scope: string;
}

/** How many subjects one page looks at, whether anything changed about them or not. */
const windowSize = 5000;

/**
 * One page of what changed about subjects since the cursor was given, under a grant for subscription: each changed subject
 * with all records that the grant gives of it now, none where there are no more; an answer with its receipt, a line of the
 * ledger and a call against the quota for each. Only what the grant covers is compared, so that nothing else is told, not
 * even that it changed. Without a cursor all subjects are told. Asked again from the same place, what was told is told again,
 * or what has taken its place since, as long as its version is kept.
 *
 * Gives the body that is sent. Throws like `call`, besides `subject-item-needed`, `cursor-outdated`, `question-too-broad`.
 */
export async function tellChanges(
  platform: Platform,
  caller: Caller,
  asked: AskedChanges,
  options: Pick<BatchOptions, 'language' | 'requestId'>,
): Promise<string> {
  const exchange = exchangeOf(platform);
  const question = await prepareQuestion(platform, exchange, caller, asked);
  const { agencyId, purpose, itemCodes, items, resource, entry } = question;
  const subject = question.match[0]!;
  if (!items.some(({ code }) => code === subject.code))
    throw new DomainError('subject-item-needed', { item: subject.code });
  const same = canonicalJson({ form: 'subscription', agencyId, purpose, itemCodes, resource: resource.id });
  const place = asked.cursor === undefined ? null : openCursor<Place>(platform.keys, same, asked.cursor);
  const call = { ...question, form: 'subscription' as const, subject: '', pseudonym: null };

  return inTurn(platform, async () => {
    const { allowed, found } = await readAllowed(platform, call, [], async (on, judged) => {
      if (judged.rule !== null) return null;
      const scope = createHash('sha256')
        .update(judged.wanted.scope ?? '')
        .digest('base64url');
      if (place && place.scope !== scope) throw new DomainError('cursor-outdated');
      const to = place?.to ?? judged.pointer.version;
      const span = await spanOf(on, resource.id, place?.from ?? null, to);
      if (!span) throw new DomainError('cursor-outdated');
      const window = { subject, after: place?.after ?? null, limit: windowSize };
      const touched = await timely(touchedSubjects(on, span, entry, window));
      const told = { items, subject, scope: judged.wanted.scope, entry };
      const changed = await changedSubjects(on, span, told, touched, asked.limit + 1);
      return { span, scope, changed, lastLooked: touched.length === windowSize ? touched.at(-1)! : null };
    }).catch((error: unknown) => {
      // An item that a kept version did not have yet.
      throw isSqlState(error, '42703') ? new DomainError('cursor-outdated') : error;
    });
    const at = platform.now();
    if (allowed.rule !== null || !found) {
      const draft = { kind: 'refusal', rule: allowed.rule!, grant: allowed.grant } as const;
      throw refusedBy(await exchange.switchboard.append([{ call, draft, at }]));
    }
    const { grant } = allowed;
    const { span, scope, changed, lastLooked } = found;
    const pointer = { tableName: span.to.tableName, version: span.to.version, asOf: span.to.asOf.toISOString() };
    const page = changesPage(
      changed,
      asked.limit,
      grant.quotas ? roomIn(grant.quotas, grant.used ?? [0, 0, 0]) : Infinity,
    );
    const draftOf = (about: string | null, records: unknown[][]) => ({
      call: { ...call, pseudonym: about === null ? null : pseudonymIn(platform, question, about) },
      draft: replyDraft(grant, replyOf(question, pointer, grant.number, records)),
      at,
    });
    const answerable = page.flatMap(({ subject, records }) => (records ? [draftOf(subject, records)] : []));
    const drafts = answerable.length > 0 ? answerable : [draftOf(null, [])];
    const outcomes = await exchange.switchboard.append(drafts);
    // The quota ran out in between: the page ends before the first that was refused.
    if (outcomes[0]!.kind !== 'answered') throw refusedBy(outcomes);
    const bodies = outcomes.flatMap((each) => (each.kind === 'answered' ? [each.answer.body] : []));
    const changes: string[] = [];
    let last: string | null = null;
    let next = 0;
    for (const each of page) {
      const body = each.records ? bodies[next++] : new DomainError('too-many-records', { limit: maxRecords });
      if (body === undefined) break;
      changes.push(resultText(each.subject, body, options));
      last = each.subject;
    }
    const after = changes.length < changed.length ? last : lastLooked;
    const stands: Place =
      after === null
        ? { from: span.to.version, to: null, after: null, scope }
        : { from: span.from?.version ?? null, to: span.to.version, after, scope };
    const unchanged = answerable.length > 0 ? 'null' : bodies[0];
    const cursor = JSON.stringify(sealCursor(platform.keys, same, stands));
    return `{"changes":[${changes.join(',')}],"unchanged":${unchanged},"cursor":${cursor},"more":${after !== null}}`;
  });
}

/** As many subjects as the limit and the quota allow, and as records go into one answer. */
export function changesPage(changed: readonly ChangedSubject[], limit: number, quotaLeft: number): ChangedSubject[] {
  const page: ChangedSubject[] = [];
  let records = 0;
  let calls = 0;
  for (const each of changed.slice(0, limit)) {
    records += each.records?.length ?? 0;
    calls += each.records ? 1 : 0;
    if (page.length > 0 && (records > maxRecords || calls > quotaLeft)) break;
    page.push(each);
  }
  return page;
}

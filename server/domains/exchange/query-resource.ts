import type { Filter } from '../../../contracts/call-family.ts';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { pseudonymOf } from '../ledger/index.ts';
import { roomIn } from '../sharing/index.ts';
import type { Outcome } from './append-batch.ts';
import { inTurn, readAllowed } from './ask-many.ts';
import { prepareFilters } from './asked-values.ts';
import { exchangeOf } from './call.ts';
import { type AskedQuestion, type Caller, itemOf, prepareQuestion, type Question } from './prepare-question.ts';
import { replyDraft, replyOf } from './read-batch.ts';
import { openCursor, sealCursor } from './seal-cursor.ts';
import { type FoundRow, findRows } from './store-found.ts';

export interface AskedQuery extends AskedQuestion {
  filters: readonly Filter[];
  /** Records on a page. */
  limit: number;
  cursor?: string | undefined;
}

/** Where a query goes on: the last record that was told, in the table that it stood in. */
interface Place {
  table: string;
  subject: string;
  /** Where in the table (ctid). */
  row: string;
}

/**
 * One page of the records that a grant covers and that meet the filters, in the order of their subjects; gives the body that
 * is sent. Each subject on it is a call against the quota, has its entry and is answered with a receipt of its own, so
 * that it can be filed with its case without the others. Where nothing is found, one entry and one receipt say so. Throws
 * like `call`, besides `check-unfit`, `value-unfit`, `cursor-outdated`, `question-too-broad`.
 */
export async function queryResource(platform: Platform, caller: Caller, asked: AskedQuery): Promise<string> {
  const exchange = exchangeOf(platform);
  const question = await prepareQuestion(platform, exchange, caller, asked);
  const filters = prepareFilters(asked.filters, (code) => itemOf(question.entry, code));
  const { agencyId, purpose, itemCodes, resource } = question;
  const same = canonicalJson({ agencyId, purpose, itemCodes, resource: resource.id, filters });
  const after = asked.cursor === undefined ? null : openCursor<Place>(platform.keys, same, asked.cursor);
  const filteredBy = filters.map(({ item }) => item.code).sort();
  const call = { ...question, form: 'query' as const, filteredBy, subject: '', pseudonym: null };

  return inTurn(platform, async () => {
    const { allowed, found } = await readAllowed(platform, call, filters, async (on, { rule, ...judged }) => {
      if (rule !== null || !('wanted' in judged)) return null;
      const { wanted } = judged;
      if (after && after.table !== wanted.tableName) throw new DomainError('cursor-outdated');
      return findRows(on, wanted, { items: question.items, limit: asked.limit + 1, after });
    });
    const at = platform.now();
    if (allowed.rule !== null || !found) {
      const items = withFilters(question, filters);
      const draft = { kind: 'refusal', rule: allowed.rule!, grant: allowed.grant } as const;
      throw refusedBy(await exchange.switchboard.append([{ call: { ...call, items }, draft, at }]));
    }
    const { grant, pointer } = allowed;
    const page = pageOf(found, asked.limit, grant.quotas ? roomIn(grant.quotas, grant.used ?? [0, 0, 0]) : Infinity);
    const drafted = page.subjects.map(({ subject, records }) => {
      const about = { ...call, pseudonym: subject === null ? null : pseudonymIn(platform, question, subject) };
      return { call: about, draft: replyDraft(grant, replyOf(question, pointer, grant.number, records)), at };
    });
    const outcomes = await exchange.switchboard.append(drafted);
    // The quota ran out in between: the page ends before the first that was refused.
    const refused = outcomes.findIndex(({ kind }) => kind !== 'answered');
    if (refused === 0) throw refusedBy(outcomes);
    const told = refused < 0 ? page.subjects : page.subjects.slice(0, refused);
    const last = told.at(-1)!.last;
    const more = last !== null && (refused > 0 || page.more);
    const next = more ? sealCursor(platform.keys, same, placeOf(allowed.wanted.tableName, last)) : null;
    const answers = outcomes.flatMap((each) => (each.kind === 'answered' ? [each.answer.body] : []));
    return `{"answers":[${answers.slice(0, told.length).join(',')}],"nextCursor":${JSON.stringify(next)}}`;
  });
}

interface FoundSubject {
  /** Null on the page that found nothing. */
  subject: string | null;
  records: unknown[][];
  last: FoundRow | null;
}

/** The rows by subject, as many records as the limit and as many subjects as the quota allows. */
export function pageOf(
  rows: readonly FoundRow[],
  limit: number,
  quotaLeft: number,
): { subjects: FoundSubject[]; more: boolean } {
  const subjects: FoundSubject[] = [];
  let taken = 0;
  for (const row of rows.slice(0, limit)) {
    const same = subjects.at(-1);
    if (same?.subject !== row.subject) {
      if (subjects.length >= quotaLeft) break;
      subjects.push({ subject: row.subject, records: [row.record], last: row });
    } else {
      same.records.push(row.record);
      same.last = row;
    }
    taken += 1;
  }
  if (subjects.length === 0) return { subjects: [{ subject: null, records: [], last: null }], more: false };
  return { subjects, more: taken < rows.length };
}

export function refusedBy(outcomes: readonly Outcome[]): DomainError {
  const refused = outcomes.find((outcome) => outcome.kind === 'refused');
  return refused?.kind === 'refused' ? refused.error : new DomainError('overloaded', { retryAfter: 1 });
}

/** The items that are read and those that are filtered by, in the order of their codes. */
export function withFilters({ items, entry }: Question, filters: readonly { item: { code: string } }[]) {
  const codes = new Set([...items, ...filters.map(({ item }) => item)].map(({ code }) => code));
  return [...codes].sort().map((code) => itemOf(entry, code));
}

export function pseudonymIn(platform: Platform, { entry }: Question, subject: string): string | null {
  return entry.subjectKind === 'none' ? null : pseudonymOf(platform.keys, subject);
}

function placeOf(table: string, { subject, row }: FoundRow): Place {
  return { table, subject, row };
}

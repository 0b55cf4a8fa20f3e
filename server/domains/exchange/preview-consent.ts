import type { PersonActor } from '../../../contracts/actor.ts';
import type { ConsentPreview } from '../../../contracts/consents.ts';
import { isSqlState } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceById } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { momentOf, ownConsent, personFacts, standings } from '../sharing/index.ts';
import { inSnapshot } from './ask-many.ts';
import { exchangeOf } from './call.ts';
import { prepareQuestion, type Question } from './prepare-question.ts';
import { spentOf } from './read-batch.ts';
import { barOf, byNearness, type Rule } from './rules.ts';
import { type Asker, judge, type Pointer, readRows } from './store-lookup.ts';

type Released =
  | { rule: Rule; pointer: Pointer | null; records: [] }
  | { rule: null; pointer: Pointer; records: unknown[][] };

/**
 * What an agency would get if the person agreed: by the statements of the call itself, judged as if consent stood. Rows in
 * which the person stands as a guardian are in it where the resource can be asked by a guardian, since the consent is good for
 * that as well. It is the person's own data, read by no agency: no quota, no entry. Throws `not-found`.
 */
export async function previewConsentOf(platform: Platform, person: PersonActor, id: string): Promise<ConsentPreview> {
  const { consent, about } = await ownConsent(platform, person, id);
  const { db } = platform;
  const [resource, agency] = await Promise.all([
    resourceById(db, consent.resourceId),
    agencyById(db, consent.consumerId),
  ]);
  const items = consent.items.map((code) => {
    const item = resource?.items.find((each) => each.code === code);
    return {
      code,
      name: item?.name ?? code,
      nameEn: item?.nameEn ?? null,
      codeList: item?.codeList ?? null,
      sensitive: item?.sensitivity === 'sensitive',
    };
  });
  const nothing = { yesNoOnly: false, asOf: null, items, records: [] };
  if (!resource?.code || resource.state !== 'published') return { ...nothing, rule: 'resource-state' };
  const caller = { agencyId: consent.consumerId, creditCode: agency!.creditCode };
  const question = (by: 'subject' | 'guardian') =>
    prepareQuestion(platform, exchangeOf(platform), caller, {
      resourceCode: resource.code!,
      by,
      items: consent.items,
      purpose: consent.purpose,
    });
  const questions = await Promise.all([
    question('subject'),
    ...(resource.guardianItems.length > 0 ? [question('guardian')] : []),
  ]);
  const subject = { number: about.citizenId, pseudonym: consent.subject };
  let refused: Released | null = null;
  for (const manner of ['call', 'batch', 'verification'] as const) {
    const released = await Promise.all(questions.map((each) => release(platform, each, manner, subject)));
    const read = released.filter((each) => each.rule === null);
    if (read.length === 0) {
      if (refused === null || refused.rule === 'manner-outside-grant') refused = released[0]!;
      continue;
    }
    const asOf = read[0]!.pointer.asOf;
    if (manner === 'verification') return { ...nothing, rule: null, yesNoOnly: true, asOf };
    const codes = questions[0]!.items.map(({ code }) => code);
    const records = read
      .flatMap((each) => each.records)
      .map((values) => Object.fromEntries(codes.map((code, place) => [code, values[place]])));
    return { ...nothing, rule: null, asOf, records };
  }
  return { ...nothing, rule: refused!.rule, asOf: refused!.pointer?.asOf ?? null };
}

async function release(
  platform: Platform,
  question: Question,
  manner: Asker['manner'],
  subject: { number: string; pseudonym: string },
): Promise<Released> {
  const { agencyId, purpose, itemCodes, resource } = question;
  const asker = { agencyId, clientId: null, purpose, manner, resourceId: resource.id, items: itemCodes };
  const moment = momentOf(platform.now());
  for (let tried = 1; ; tried += 1) {
    try {
      return await inSnapshot(platform, async (on) => {
        const [judged] = await judge(on, moment, [asker]);
        const { pointer, grants } = judged!;
        const [facts] = await personFacts(on, moment.day, [{ ...asker, subject: subject.pseudonym }]);
        const ranked = [];
        for (const grant of grants) {
          const { id, standing, missing, scope } = grant;
          const bar = standing === 0 ? barOf(grant, { applicant: facts!.applicant, consented: true }) : null;
          const group = {
            tableName: pointer?.tableName ?? '',
            items: question.items,
            match: question.match,
            scoped: scope !== null,
            checks: null,
          };
          const sought = { subject: subject.number, scope, checks: null };
          const [rows] = pointer && standing === 0 && !bar ? await readRows(on, group, [sought]) : [];
          const covered = rows?.covered ?? 0;
          ranked.push({
            id,
            standing,
            missing,
            bar,
            scoped: scope !== null,
            spent: spentOf(grant) !== null,
            covered,
            rows,
          });
        }
        const [best] = ranked.sort(byNearness);
        const refused = (rule: Rule): Released => ({ rule, pointer, records: [] });
        if (!best) return refused('not-granted');
        const rule = standings[best.standing];
        if (rule !== null) return refused(rule);
        if (!pointer) return refused('resource-not-in-library');
        if (best.bar) return refused(best.bar);
        if (best.covered === 0 && best.scoped) return refused('subject-outside-scope');
        if (best.spent) return refused('quota-used-up');
        return { rule: null, pointer, records: best.rows?.records ?? [] };
      });
    } catch (error) {
      // The snapshot's table was replaced and dropped in between: the next judgement names the new one.
      if (!isSqlState(error, '42P01') || tried === 3) throw error;
    }
  }
}

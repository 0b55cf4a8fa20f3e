import type { ServiceMaterial } from '../../../contracts/pack.ts';
import type {
  About,
  FieldSource,
  FieldState,
  MaterialState,
  Reason,
  ServiceDefinition,
  SourceRef,
} from './case-data.ts';

/** One call to make: all that the case needs of one resource about one subject. */
export interface Read {
  resource: string;
  about: About;
  items: string[];
}

export type Row = Record<string, unknown>;

/** What a call brought, or the code of the refusal. */
export type Answer =
  | { ok: true; resourceName: string; agency: string; asOf: string; ledgerIndex: number; rows: Row[] }
  | { ok: false; resourceName: string; agency: string; cause: string };

export const answerKey = (read: { resource: string; about: About }) => `${read.resource} ${read.about}`;
export type Answers = ReadonlyMap<string, Answer>;

/** What is known before anything is read. */
export interface Known {
  account: { name: string; citizenId: string; mobile: string | null };
  delegation: { agentName: string; agentCitizenId: string; validUntil: string } | null;
  /** Valid licences of the subject, by type. */
  licences: ReadonlyMap<string, { identifier: string; name: string }>;
}

type ResourceSource = Extract<FieldSource, { resource: string }>;
const isResource = (source: FieldSource | undefined): source is ResourceSource =>
  source !== undefined && 'resource' in source;

/**
 * The calls that a case needs, one for each resource and subject, with no item that nothing asks for (个人信息保护法 art. 6).
 * A material that a licence or a delegation satisfies reads nothing. With `answers`, only the calls that fields without an
 * answer have as their second choice.
 */
export function planReads(definition: ServiceDefinition, known: Known, answers?: Answers): Read[] {
  const reads = new Map<string, Set<string>>();
  const need = (resource: string, about: About, items: readonly string[]) => {
    const key = answerKey({ resource, about });
    if (answers?.has(key)) return;
    const set = reads.get(key) ?? new Set();
    for (const item of items) set.add(item);
    reads.set(key, set);
  };
  for (const field of definition.fields) {
    const source = answers ? field.orElse : field.source;
    if (!isResource(source)) continue;
    if (answers && resolveSource(field.source, known, answers).kind === 'filled') continue;
    need(source.resource, source.subject, [source.item, ...Object.keys(source.where ?? {})]);
  }
  if (!answers) {
    for (const material of definition.materials) {
      for (const way of material.satisfiedBy) {
        if ('resource' in way) need(way.resource, way.subject, way.items);
        if (satisfiedWithoutReading(way, known)) break;
      }
    }
    for (const rule of definition.eligibility) {
      if ('absent' in rule) need(rule.absent.resource, rule.absent.subject, Object.keys(rule.absent.where));
    }
  }
  return [...reads].map(([key, items]) => {
    const [resource, about] = key.split(' ') as [string, About];
    return { resource, about, items: [...items].sort() };
  });
}

function satisfiedWithoutReading(way: ServiceMaterial['satisfiedBy'][number], known: Known): boolean {
  if ('licence' in way) return known.licences.has(way.licence);
  return 'delegation' in way && known.delegation !== null;
}

/** Fills a field from its source, else from its second choice; what neither answers is asked, with the reasons of both. */
export function resolveField(field: ServiceDefinition['fields'][number], known: Known, answers: Answers): FieldState {
  const first = resolveSource(field.source, known, answers);
  if (first.kind === 'filled' || !field.orElse) return first;
  const second = resolveSource(field.orElse, known, answers);
  return second.kind === 'filled' ? second : { kind: 'asked', reasons: [...first.reasons, ...second.reasons] };
}

function resolveSource(source: FieldSource, known: Known, answers: Answers): FieldState {
  if ('constant' in source) return { kind: 'filled', value: source.constant, origin: 'constant', source: null };
  if ('applicantInput' in source) return asked({ code: 'declared', ...source.why });
  if ('account' in source) {
    const value = known.account[source.account];
    return value ? { kind: 'filled', value, origin: 'account', source: null } : asked({ code: 'notOnAccount' });
  }
  if ('delegation' in source) {
    return known.delegation
      ? { kind: 'filled', value: known.delegation[source.delegation], origin: 'delegation', source: null }
      : asked({ code: 'noDelegation' });
  }
  const answer = answers.get(answerKey({ resource: source.resource, about: source.subject }));
  if (!answer) return asked({ code: 'wardNotChosen' });
  const { resourceName, agency } = answer;
  if (!answer.ok) return asked({ code: 'unavailable', resourceName, agency, cause: answer.cause });
  const rows = answer.rows.filter((row) =>
    Object.entries(source.where ?? {}).every(([item, value]) => String(row[item] ?? '') === value),
  );
  // Several rows that say the same thing leave no doubt about the value.
  const values = new Map(
    rows
      .map((row) => row[source.item])
      .filter((value) => value !== null && value !== undefined && value !== '')
      .map((value) => [JSON.stringify(value), value]),
  );
  if (values.size > 1) return asked({ code: 'severalRecords', resourceName, agency });
  const [value] = values.values();
  if (value === undefined) return asked({ code: 'noRecord', resourceName, agency });
  return {
    kind: 'filled',
    value,
    origin: 'resource',
    source: {
      resource: source.resource,
      resourceName,
      agency,
      item: source.item,
      asOf: answer.asOf,
      ledgerIndex: answer.ledgerIndex,
    },
  };
}

function asked(reason: Reason): FieldState {
  return { kind: 'asked', reasons: [reason] };
}

/** Tries a material's ways in their order, short of those that only the applicant can take (a commitment, a file). */
export function resolveMaterial(material: ServiceMaterial, known: Known, answers: Answers): MaterialState {
  const reasons: Reason[] = [];
  for (const way of material.satisfiedBy) {
    if ('licence' in way) {
      const licence = known.licences.get(way.licence);
      if (licence) return { by: { how: 'licence', ...licence }, reasons: [] };
      reasons.push({ code: 'noLicence' });
    } else if ('delegation' in way) {
      if (known.delegation) return { by: { how: 'delegation' }, reasons: [] };
      reasons.push({ code: 'noDelegation' });
    } else if ('resource' in way) {
      const answer = answers.get(answerKey({ resource: way.resource, about: way.subject }));
      if (!answer) reasons.push({ code: 'wardNotChosen' });
      else if (!answer.ok)
        reasons.push({
          code: 'unavailable',
          resourceName: answer.resourceName,
          agency: answer.agency,
          cause: answer.cause,
        });
      else if (
        answer.rows.some((row) =>
          way.items.some((item) => row[item] !== null && row[item] !== undefined && row[item] !== ''),
        )
      ) {
        const { resourceName, agency, asOf, ledgerIndex } = answer;
        return {
          by: {
            how: 'shared',
            source: { resource: way.resource, resourceName, agency, asOf, ledgerIndex } satisfies Omit<
              SourceRef,
              'item'
            >,
          },
          reasons: [],
        };
      } else reasons.push({ code: 'noRecord', resourceName: answer.resourceName, agency: answer.agency });
    }
  }
  return { by: null, reasons };
}

/** Age in whole years on a day; both days `YYYY-MM-DD`. Someone born on 29 February is a year older on 1 March. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The date of birth that a citizen ID number carries (GB 11643, digits 7–14). */
export function birthDateOf(citizenId: string): string {
  return `${citizenId.slice(6, 10)}-${citizenId.slice(10, 12)}-${citizenId.slice(12, 14)}`;
}

/**
 * The item's conditions: true when met, false when not, null where the source could not be read and the case worker
 * must look. `subjectNumber` is a citizen ID number wherever an age is asked for.
 */
export function resolveEligibility(
  definition: ServiceDefinition,
  subjectNumber: string,
  answers: Answers,
  today: string,
): Record<string, boolean | null> {
  return Object.fromEntries(
    definition.eligibility.map((rule) => {
      if ('ageBetween' in rule) {
        if (!/^\d{17}[\dX]$/.test(subjectNumber)) return [rule.key, null];
        const age = ageOn(birthDateOf(subjectNumber), today);
        return [rule.key, age >= rule.ageBetween.from && age <= rule.ageBetween.to];
      }
      const answer = answers.get(answerKey({ resource: rule.absent.resource, about: rule.absent.subject }));
      if (!answer?.ok) return [rule.key, null];
      const stands = answer.rows.some((row) =>
        Object.entries(rule.absent.where).every(([item, values]) => values.includes(String(row[item] ?? ''))),
      );
      return [rule.key, !stands];
    }),
  );
}

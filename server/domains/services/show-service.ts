import type { Words } from '../../../contracts/pack.ts';
import type { Service, ServiceSummary } from '../../../contracts/services.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceByKey } from '../catalogue/index.ts';
import { type Agency, agenciesByIds } from '../directory/index.ts';
import type { ServiceDefinition } from './case-data.ts';
import type { ServiceItem } from './store-items.ts';

export async function serviceSummaries(platform: Platform, items: ServiceItem[]): Promise<ServiceSummary[]> {
  const agencies = await agenciesByIds(
    platform.db,
    items.map((item) => item.agencyId),
  );
  return items.map((item) => summary(item, agencies.get(item.agencyId)));
}

function summary(item: ServiceItem, agency: Agency | undefined): ServiceSummary {
  const { definition } = item;
  return {
    key: item.key,
    code: item.code,
    title: definition.title,
    summary: definition.summary,
    agency: { name: agency?.name ?? '', nameEn: agency?.nameEn ?? null, creditCode: agency?.creditCode ?? '' },
    subject: definition.subject,
    promisedDays: definition.guide.promisedDays,
    statutoryDays: definition.guide.statutoryDays,
    charged: definition.guide.fee.charged,
    visits: definition.guide.visits,
    topics: definition.guide.topics,
    serves: definition.guide.serves,
  };
}

/** A service item with its guide, which says what is needed, and what is not because an agency holds it. */
export async function wholeService(platform: Platform, item: ServiceItem): Promise<Service> {
  const [shown] = await serviceSummaries(platform, [item]);
  const { definition } = item;
  return {
    ...shown!,
    version: item.version,
    guide: definition.guide,
    needed: neededOf(definition),
    notNeeded: await notNeededOf(platform, definition),
    result: definition.result.name,
    form: definition.form,
    uiSchema: definition.uiSchema,
  };
}

/** What only the applicant knows or can do: fields to answer, commitments to make, and papers that nothing else gives. */
export function neededOf(definition: ServiceDefinition): Service['needed'] {
  const fields = definition.fields.flatMap((field) =>
    'applicantInput' in field.source ? [{ name: field.title, why: field.source.why as Words | null }] : [],
  );
  const materials = definition.materials.flatMap((material) => {
    const [first] = material.satisfiedBy;
    return first && ('commitment' in first || 'upload' in first)
      ? [{ name: material.name, why: 'commitment' in first ? first.commitment : material.why }]
      : [];
  });
  return [...fields, ...materials];
}

async function notNeededOf(platform: Platform, definition: ServiceDefinition): Promise<Service['notNeeded']> {
  const held: { name: Words; resource: string | null }[] = [];
  for (const material of definition.materials) {
    const [first] = material.satisfiedBy;
    const way = material.satisfiedBy.find((candidate) => 'resource' in candidate);
    if (first && !('commitment' in first) && !('upload' in first))
      held.push({ name: material.name, resource: way?.resource ?? null });
  }
  for (const field of definition.fields) {
    if ('resource' in field.source) held.push({ name: field.title, resource: field.source.resource });
  }
  const resources = new Map<string, { name: string; nameEn: string | null; providerId: string }>();
  for (const key of new Set(held.flatMap((one) => one.resource ?? []))) {
    const resource = await resourceByKey(platform.db, key);
    if (resource) resources.set(key, resource);
  }
  const agencies = await agenciesByIds(
    platform.db,
    [...resources.values()].map((resource) => resource.providerId),
  );
  return held.map(({ name, resource }) => {
    const known = resource === null ? undefined : resources.get(resource);
    const agency = known && agencies.get(known.providerId);
    return {
      name,
      resource: known?.name ?? null,
      resourceEn: known?.nameEn ?? null,
      agency: agency?.name ?? null,
      agencyEn: agency?.nameEn ?? null,
    };
  });
}

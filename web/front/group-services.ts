import type { ServiceSummary } from '../../contracts/services.ts';

/**
 * Services for people (服务对象 1) or for companies (all others), under each name that they go by; the fullest group first, so
 * that what most people come for is at the top.
 */
export function groupServices(
  services: readonly ServiceSummary[],
  who: 'person' | 'company',
  namesOf: (service: ServiceSummary) => string[],
): { name: string; services: ServiceSummary[] }[] {
  const groups = new Map<string, ServiceSummary[]>();
  for (const service of services) {
    if (!service.serves.some((code) => (code === '1') === (who === 'person'))) continue;
    for (const name of namesOf(service)) groups.set(name, [...(groups.get(name) ?? []), service]);
  }
  return [...groups]
    .map(([name, within]) => ({ name, services: within }))
    .sort((a, b) => b.services.length - a.services.length);
}

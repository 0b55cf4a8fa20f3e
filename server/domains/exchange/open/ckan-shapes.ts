import { resourceCodeToPath } from '../../../../contracts/resource-code.ts';
import type { Resource } from '../../catalogue/index.ts';
import type { Agency } from '../../directory/index.ts';
import type { Site } from './dcat.ts';

/** CKAN's shapes of what is open: packages are entries, organisations agencies, groups classes; each package has one resource, its table. */

export const packageName = (entry: Pick<Resource, 'code'>) => resourceCodeToPath(entry.code!);
/** CKAN's names are lower-case letters, digits, - and _. */
export const organisationName = (agency: Agency) => agency.creditCode.toLowerCase();

export function organisationShape(agency: Agency, packages: number) {
  return {
    id: agency.id,
    name: organisationName(agency),
    title: agency.name,
    display_name: agency.name,
    description: '',
    image_url: '',
    image_display_url: '',
    type: 'organization',
    is_organization: true,
    approval_status: 'approved',
    state: 'active',
    package_count: packages,
  };
}

export function groupShape(group: { code: string; name: string }, packages: number) {
  return {
    id: group.code,
    name: group.code,
    title: group.name,
    display_name: group.name,
    description: '',
    image_url: '',
    image_display_url: '',
    type: 'group',
    is_organization: false,
    state: 'active',
    package_count: packages,
  };
}

export interface PackageParts {
  entry: Resource;
  provider: Agency;
  group: { code: string; name: string } | null;
  /** When its data were brought in; null: none yet. */
  asOf: Date | null;
}

export function packageShape(site: Site, parts: PackageParts) {
  const { entry, provider, group } = parts;
  const { id, name, title, type, description, image_url, is_organization, state, approval_status } = organisationShape(
    provider,
    0,
  );
  return {
    id: entry.id,
    name: packageName(entry),
    title: entry.name,
    notes: entry.summary,
    url: `${site.url}/open/${packageName(entry)}`,
    version: String(entry.edition),
    type: 'dataset',
    state: 'active',
    private: false,
    isopen: false,
    author: provider.name,
    author_email: null,
    maintainer: null,
    maintainer_email: null,
    license_id: null,
    license_title: entry.openCondition,
    owner_org: provider.id,
    organization: { id, name, title, type, description, image_url, is_organization, state, approval_status },
    groups: group
      ? [
          {
            id: group.code,
            name: group.code,
            title: group.name,
            display_name: group.name,
            description: '',
            image_display_url: '',
          },
        ]
      : [],
    tags: [],
    num_tags: 0,
    num_resources: 1,
    resources: [resourceShape(site, parts)],
    extras: [
      { key: 'code', value: entry.code! },
      { key: 'update_cycle', value: entry.updateCycle ?? '' },
    ],
    metadata_created: stamp(entry.publishedAt ?? entry.updatedAt),
    metadata_modified: stamp(entry.updatedAt),
    relationships_as_subject: [],
    relationships_as_object: [],
  };
}

export function resourceShape(site: Site, { entry, asOf }: PackageParts) {
  return {
    id: entry.id,
    package_id: entry.id,
    name: entry.name,
    description: entry.summary,
    format: 'CSV',
    mimetype: 'text/csv',
    url: `${site.url}/api/v1/open/resources/${packageName(entry)}/data.csv`,
    url_type: 'datastore',
    resource_type: null,
    position: 0,
    state: 'active',
    datastore_active: asOf !== null,
    created: stamp(entry.publishedAt ?? entry.updatedAt),
    metadata_modified: stamp(entry.updatedAt),
    last_modified: asOf && stamp(asOf),
    size: null,
    hash: '',
    cache_url: null,
    cache_last_updated: null,
    mimetype_inner: null,
  };
}

/** CKAN writes UTC without its letter, to the microsecond. */
function stamp(at: Date): string {
  return at.toISOString().replace('Z', '000');
}

import { resourceCodeToPath } from '../../../../contracts/resource-code.ts';
import type { Resource } from '../../catalogue/index.ts';
import type { Agency } from '../../directory/index.ts';

/**
 * Open entries in DCAT-AP 3 (the W3C's Data Catalog Vocabulary 3 as the European profile narrows it), as nodes that are
 * written as JSON-LD or as Turtle. An adapter at the edge: the catalogue's own model is the guide's.
 */

export type Value =
  | { iri: string }
  | { text: string; language?: string }
  | { text: string; type: string }
  | { node: Node };
export interface Node {
  id?: string;
  types: string[];
  properties: [name: string, values: Value[]][];
}

export const prefixes = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  hydra: 'http://www.w3.org/ns/hydra/core#',
} as const;

const frequency = 'http://publications.europa.eu/resource/authority/frequency/';
/** 更新周期 of the guide → the Publications Office's frequencies, which DCAT-AP asks for. */
const frequencies: Readonly<Record<string, string>> = {
  '1': 'IRREG',
  '2': 'CONT',
  '3': 'DAILY',
  '4': 'WEEKLY',
  '5': 'MONTHLY',
  '6': 'QUARTERLY',
  '7': 'ANNUAL_2',
  '8': 'ANNUAL',
  '9': 'OTHER',
};

export interface Site {
  /** The node's public address, without a slash at its end. */
  url: string;
}

export const datasetIri = ({ url }: Site, code: string) => `${url}/open/${resourceCodeToPath(code)}`;
const agencyIri = ({ url }: Site, agency: Agency) => `${url}/open/publisher/${agency.creditCode}`;
const classIri = ({ url }: Site, code: string) => `${url}/open/class/${code}`;

/** The catalogue itself; the datasets of this page are named by the caller. */
export function catalogNode(site: Site, page: { datasets: string[]; view?: Node }): Node {
  return {
    id: `${site.url}/open`,
    types: ['dcat:Catalog', ...(page.view ? ['hydra:Collection'] : [])],
    properties: [
      [
        'dct:title',
        [
          { text: '政务数据开放目录', language: 'zh' },
          { text: 'Open government data', language: 'en' },
        ],
      ],
      [
        'dct:description',
        [
          { text: '各部门向社会开放的信息资源。', language: 'zh' },
          { text: 'Resources that agencies have opened to the public.', language: 'en' },
        ],
      ],
      [
        'dct:publisher',
        [{ node: { id: site.url, types: ['foaf:Agent'], properties: [['foaf:name', [{ text: 'Legwork' }]]] } }],
      ],
      ['foaf:homepage', [{ iri: `${site.url}/open` }]],
      ['dct:language', [{ iri: 'http://publications.europa.eu/resource/authority/language/ZHO' }]],
      ...(page.datasets.length > 0
        ? ([['dcat:dataset', page.datasets.map((iri) => ({ iri }))]] as Node['properties'])
        : []),
      ...(page.view ? ([['hydra:view', [{ node: page.view }]]] as Node['properties']) : []),
    ],
  };
}

export function datasetNode(site: Site, entry: Resource, provider: Agency): Node {
  const iri = datasetIri(site, entry.code!);
  const data = `${site.url}/api/v1/open/resources/${resourceCodeToPath(entry.code!)}/data.csv`;
  const instant = (at: Date): Value[] => [{ text: at.toISOString(), type: 'xsd:dateTime' }];
  const optional = (name: string, values: Value[] | null): Node['properties'] => (values ? [[name, values]] : []);
  return {
    id: iri,
    types: ['dcat:Dataset'],
    properties: [
      [
        'dct:title',
        [{ text: entry.name, language: 'zh' }, ...(entry.nameEn ? [{ text: entry.nameEn, language: 'en' }] : [])],
      ],
      ['dct:description', [{ text: entry.summary, language: 'zh' }]],
      ['dct:identifier', [{ text: entry.code! }]],
      [
        'dct:publisher',
        [
          {
            node: {
              id: agencyIri(site, provider),
              types: ['foaf:Agent'],
              properties: [['foaf:name', [{ text: provider.name, language: 'zh' }]]],
            },
          },
        ],
      ],
      [
        'dcat:contactPoint',
        [
          {
            node: {
              types: ['vcard:Organization'],
              properties: [
                ['vcard:fn', [{ text: provider.name, language: 'zh' }]],
                ['vcard:hasURL', [{ iri }]],
              ],
            },
          },
        ],
      ],
      ['dct:issued', instant(entry.publishedAt ?? entry.updatedAt)],
      ['dct:modified', instant(entry.updatedAt)],
      ['dcat:version', [{ text: String(entry.edition) }]],
      ...optional(
        'dct:accrualPeriodicity',
        entry.updateCycle && frequencies[entry.updateCycle]
          ? [{ iri: `${frequency}${frequencies[entry.updateCycle]}` }]
          : null,
      ),
      ...optional('dcat:theme', entry.classCode ? [{ iri: classIri(site, entry.classCode) }] : null),
      ...optional(
        'dct:temporal',
        entry.timeFrom || entry.timeUntil
          ? [
              {
                node: {
                  types: ['dct:PeriodOfTime'],
                  properties: [
                    ...optional('dcat:startDate', entry.timeFrom ? [{ text: entry.timeFrom, type: 'xsd:date' }] : null),
                    ...optional('dcat:endDate', entry.timeUntil ? [{ text: entry.timeUntil, type: 'xsd:date' }] : null),
                  ],
                },
              },
            ]
          : null,
      ),
      ['dcat:landingPage', [{ iri }]],
      ['dct:accessRights', [{ iri: 'http://publications.europa.eu/resource/authority/access-right/PUBLIC' }]],
      [
        'dcat:distribution',
        [
          {
            node: {
              id: `${iri}#csv`,
              types: ['dcat:Distribution'],
              properties: [
                ['dct:title', [{ text: `${entry.name}（CSV）`, language: 'zh' }]],
                ['dcat:accessURL', [{ iri }]],
                ['dcat:downloadURL', [{ iri: data }]],
                ['dct:format', [{ iri: 'http://publications.europa.eu/resource/authority/file-type/CSV' }]],
                ['dcat:mediaType', [{ iri: 'http://www.iana.org/assignments/media-types/text/csv' }]],
              ],
            },
          },
        ],
      ],
    ],
  };
}

/** Where a page stands in the whole, as harvesters follow it (Hydra's partial collection view). */
export function pageView(address: string, page: number, pages: number): Node {
  const to = (number: number): Value[] => [{ iri: `${address}?page=${number}` }];
  return {
    id: `${address}?page=${page}`,
    types: ['hydra:PartialCollectionView'],
    properties: [
      ['hydra:first', to(1)],
      ['hydra:last', to(Math.max(1, pages))],
      ...(page > 1 ? ([['hydra:previous', to(page - 1)]] as Node['properties']) : []),
      ...(page < pages ? ([['hydra:next', to(page + 1)]] as Node['properties']) : []),
    ],
  };
}

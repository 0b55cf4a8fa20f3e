import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { documentKinds } from '../../contracts/documents.ts';
import { pageWith, root, text } from '../app/root.tsx';
import { Front } from '../front/front.tsx';
import type { DocumentsSearch } from './documents.tsx';
import type { UseSearch } from './use-search.ts';

const within = () => root;
const withWords = pageWith('citizen');

const licenceStates = ['valid', 'suspended', 'revoked', 'expired', 'notYetValid'] as const;
export type LicenceStateName = (typeof licenceStates)[number];

const dayIn = (value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;

interface FrontSearch {
  q?: string | undefined;
  /** 法人; a resident when absent. */
  who?: 'company' | undefined;
  /** How services are grouped; by life event when absent. */
  by?: 'agency' | undefined;
}

const front = createRoute({
  getParentRoute: within,
  path: '/',
  component: Front,
  validateSearch: (search): FrontSearch => ({
    q: text(search.q),
    who: search.who === 'company' ? 'company' : undefined,
    by: search.by === 'agency' ? 'agency' : undefined,
  }),
});
const service = createRoute({
  getParentRoute: within,
  path: '/services/$key',
  component: lazyRouteComponent(() => withWords(import('./service.tsx')), 'ServicePage'),
});
const cases = createRoute({
  getParentRoute: within,
  path: '/cases',
  component: lazyRouteComponent(() => withWords(import('./cases.tsx')), 'CasesPage'),
});
const oneCase = createRoute({
  getParentRoute: within,
  path: '/cases/$id',
  component: lazyRouteComponent(() => withWords(import('./case.tsx')), 'CasePage'),
  validateSearch: (search): { step?: 'review' | undefined } => ({
    step: search.step === 'review' ? 'review' : undefined,
  }),
});
const openData = createRoute({
  getParentRoute: within,
  path: '/open',
  component: lazyRouteComponent(() => withWords(import('./open-data.tsx')), 'OpenDataPage'),
  validateSearch: (search): { q?: string | undefined; page?: number | undefined } => ({
    q: typeof search.q === 'number' ? String(search.q) : text(search.q),
    page: Number.isSafeInteger(search.page) && Number(search.page) > 1 ? Number(search.page) : undefined,
  }),
});
const openResource = createRoute({
  getParentRoute: within,
  path: '/open/$code',
  component: lazyRouteComponent(() => withWords(import('./open-resource.tsx')), 'OpenResourcePage'),
});
const sharingLists = createRoute({
  getParentRoute: within,
  path: '/sharing-lists',
  component: lazyRouteComponent(() => withWords(import('./share-lists.tsx')), 'SharingListsPage'),
});
const sharingList = createRoute({
  getParentRoute: within,
  path: '/sharing-lists/$id',
  component: lazyRouteComponent(() => withWords(import('./share-lists.tsx')), 'SharingListPage'),
});
const licences = createRoute({
  getParentRoute: within,
  path: '/licences',
  component: lazyRouteComponent(() => withWords(import('./licences.tsx')), 'LicencesPage'),
  validateSearch: (search): { state?: LicenceStateName | undefined } => ({
    state: licenceStates.find((each) => each === search.state),
  }),
});
const licence = createRoute({
  getParentRoute: within,
  path: '/licences/$id',
  component: lazyRouteComponent(() => withWords(import('./licence.tsx')), 'LicencePage'),
});
const licenceShow = createRoute({
  getParentRoute: within,
  path: '/licences/$id/show',
  component: lazyRouteComponent(() => withWords(import('./licence-show.tsx')), 'LicenceShowPage'),
});
const licencePrint = createRoute({
  getParentRoute: within,
  path: '/licences/$id/print',
  component: lazyRouteComponent(() => withWords(import('./licence-print.tsx')), 'LicencePrintPage'),
});
const verifyLicence = createRoute({
  getParentRoute: within,
  path: '/verify-licence',
  component: lazyRouteComponent(() => withWords(import('./verify-licence.tsx')), 'VerifyLicencePage'),
});
const dataUses = createRoute({
  getParentRoute: within,
  path: '/data',
  component: lazyRouteComponent(() => withWords(import('./data-uses.tsx')), 'DataUsesPage'),
  validateSearch: (search): UseSearch => ({
    q: text(search.q),
    agency: text(search.agency),
    resource: text(search.resource),
    purpose: text(search.purpose),
    outcome: search.outcome === 'answered' || search.outcome === 'refused' ? search.outcome : undefined,
    from: dayIn(search.from),
    until: dayIn(search.until),
  }),
});
const consents = createRoute({
  getParentRoute: within,
  path: '/consents',
  component: lazyRouteComponent(() => withWords(import('./consents.tsx')), 'ConsentsPage'),
  validateSearch: (search): { case?: string | undefined; id?: string | undefined } => ({
    case: text(search.case),
    id: text(search.id),
  }),
});
const records = createRoute({
  getParentRoute: within,
  path: '/records',
  component: lazyRouteComponent(() => withWords(import('./records.tsx')), 'RecordsPage'),
});
const verifyReceipt = createRoute({
  getParentRoute: within,
  path: '/verify',
  component: lazyRouteComponent(() => withWords(import('./verify-receipt.tsx')), 'VerifyReceiptPage'),
});
const settings = createRoute({
  getParentRoute: within,
  path: '/settings',
  component: lazyRouteComponent(() => withWords(import('./settings.tsx')), 'SettingsPage'),
});

const withDocumentWords = pageWith('citizen', 'documents');
const documents = createRoute({
  getParentRoute: within,
  path: '/documents',
  component: lazyRouteComponent(() => withDocumentWords(import('./documents.tsx')), 'DocumentsPage'),
  validateSearch: (search): DocumentsSearch => ({
    q: text(search.q),
    kind: documentKinds.find((each) => each === search.kind),
    classCode: text(search.classCode),
  }),
});
const oneDocument = createRoute({
  getParentRoute: within,
  path: '/documents/$id',
  component: lazyRouteComponent(() => withDocumentWords(import('./document.tsx')), 'DocumentPage'),
  validateSearch: (search): { version?: number | undefined } => ({
    version: Number.isInteger(search.version) ? Number(search.version) : undefined,
  }),
});
const sites = createRoute({
  getParentRoute: within,
  path: '/sites',
  component: lazyRouteComponent(() => withDocumentWords(import('./sites.tsx')), 'SitesPage'),
});
const site = createRoute({
  getParentRoute: within,
  path: '/sites/$site',
  component: lazyRouteComponent(() => withDocumentWords(import('./sites.tsx')), 'SitePage'),
});
const siteDocument = createRoute({
  getParentRoute: within,
  path: '/sites/$site/documents/$id',
  component: lazyRouteComponent(() => withDocumentWords(import('./document.tsx')), 'SiteDocumentPage'),
});

export const citizenRoutes = [
  openData,
  sharingLists,
  sharingList,
  openResource,
  front,
  service,
  cases,
  oneCase,
  licences,
  licence,
  licenceShow,
  licencePrint,
  verifyLicence,
  dataUses,
  consents,
  records,
  verifyReceipt,
  settings,
  documents,
  oneDocument,
  sites,
  site,
  siteDocument,
] as const;

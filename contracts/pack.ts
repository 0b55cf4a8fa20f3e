import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { documentKinds } from './documents.ts';
import { Manner, RowScope } from './sharing.ts';

/**
 * The files of a pack: data that defines classifications, code lists, resources, services and licence types. Each
 * schema here is one YAML file (or one entry of its list); a loader checks the parsed YAML against it and refuses the
 * pack with the faults otherwise.
 */

const strict = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
const list = <S extends TSchema>(item: S) => Type.Array(item);
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });

/** Words shown to users, Chinese first. */
export const Words = strict({ zh: text(2000), en: text(2000) });
const Key = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 63 });
const ItemCode = Type.String({ pattern: '^[a-z][a-z0-9_]{0,47}$' });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const RegionCode = Type.String({ pattern: '^\\d{6}$' });
const CreditCode = Type.String({ pattern: '^[0-9A-HJ-NP-RTUWXY]{18}$' });
const CitizenId = Type.String({ pattern: '^\\d{17}[0-9X]$' });
const ShareType = Type.Union([Type.Literal('unconditional'), Type.Literal('conditional'), Type.Literal('withheld')]);

/** pack.yaml of any pack; the fields from `synthetic` on belong to packs that bring a made-up world. */
export const PackManifest = strict({
  name: Key,
  version: text(20),
  title: Words,
  notice: Words,
  synthetic: Type.Boolean(),
  seed: Type.Optional(Type.Integer()),
  asOf: Type.Optional(Day),
  residents: Type.Optional(Type.Integer({ minimum: 0 })),
  companies: Type.Optional(Type.Integer({ minimum: 0 })),
  demoPassword: Type.Optional(text(64)),
});

/** classification.yaml: classes in the guide's order, each with its full code; a parent stands before its children. */
export const Classification = strict({
  source: text(200),
  note: Type.Optional(Words),
  classes: list(
    strict({
      code: Type.String({ pattern: '^\\d(\\d{2}(\\d{3})?)?$' }),
      parent: Type.Union([Type.String(), Type.Null()]),
      zh: text(100),
      en: text(200),
    }),
  ),
});

/** code-lists/*.yaml */
export const CodeList = strict({
  code: Key,
  title: Words,
  standard: Type.Union([text(200), Type.Null()]),
  entries: list(strict({ code: text(20), zh: text(200), en: text(200) })),
});

/** One clock: its length in working days, and the article that sets it. */
const ClockRule = strict({
  rule: Key,
  workingDays: Type.Integer({ minimum: 0 }),
  zh: text(200),
  en: text(300),
  article: text(200),
  certain: Type.Boolean(),
});

/** sharing-clocks.yaml: two rule sets, in working days; `certain: false` is never shown as law. */
export const SharingClocks = strict({
  ruleSets: list(
    strict({
      key: Key,
      title: Words,
      inForceFrom: Day,
      selected: Type.Boolean(),
      rules: list(ClockRule),
    }),
  ),
});

/** service-clocks.yaml: the general clocks of cases, in working days. */
export const ServiceClocks = strict({
  law: Words,
  rules: list(ClockRule),
});

/** agencies.yaml; level: 1 national, 2 province, 3 city, 4 county. `kind` is the same word for the same trade everywhere. */
export const Agencies = strict({
  agencies: list(
    strict({
      key: Key,
      creditCode: CreditCode,
      name: Words,
      region: RegionCode,
      kind: Type.String({ pattern: '^[a-zA-Z]+$', maxLength: 40 }),
      level: Type.Integer({ minimum: 1, maximum: 4 }),
      parent: Type.Optional(Key),
    }),
  ),
});

/** staff.yaml */
export const Staff = strict({
  staff: list(
    strict({
      username: text(80),
      name: text(50),
      agency: Key,
      roles: list(
        Type.Union([
          Type.Literal('steward'),
          Type.Literal('caseworker'),
          Type.Literal('developer'),
          Type.Literal('operator'),
          Type.Literal('supervisor'),
        ]),
      ),
    }),
  ),
});

/** clients.yaml: machine clients; no secret stands in a pack. */
export const Clients = strict({ clients: list(strict({ clientId: Key, agency: Key, name: Words })) });

/** accounts.yaml: residents who can sign in, the companies that they act for, and their delegations. */
export const Accounts = strict({
  accounts: list(
    strict({
      username: Key,
      person: strict({ name: text(50), citizenId: CitizenId, mobile: Type.String({ pattern: '^\\d{11}$' }) }),
      note: Words,
    }),
  ),
  companies: list(strict({ key: Key, creditCode: CreditCode, name: text(100), legalRepresentative: Key })),
  delegations: list(
    strict({
      company: Key,
      agent: Key,
      grantedBy: Key,
      scope: list(Key),
      validFrom: Day,
      validUntil: Day,
    }),
  ),
});

/** One item (信息项) of a resource; `type` is the letter of the catalogue guide, `length` counts characters. */
export const ResourceItem = strict({
  code: ItemCode,
  name: text(50),
  en: text(100),
  type: Type.Enum(['C', 'N', 'Y', 'D', 'T', 'L', 'M', 'G', 'B', 'I', 'F']),
  length: Type.Optional(Type.Integer({ minimum: 1 })),
  precision: Type.Optional(Type.Integer({ minimum: 0 })),
  required: Type.Boolean(),
  codeList: Type.Optional(Key),
  check: Type.Optional(Type.Union([Type.Literal('citizenId'), Type.Literal('creditCode')])),
  sensitivity: Type.Union([Type.Literal('none'), Type.Literal('personal'), Type.Literal('sensitive')]),
  shareType: Type.Optional(ShareType),
  shareCondition: Type.Optional(text(500)),
  legalBasis: Type.Optional(text(500)),
  secret: Type.Optional(Type.Boolean()),
  open: Type.Optional(Type.Boolean()),
  element: Type.Optional(Key),
});

const entry = {
  key: Key,
  name: Words,
  provider: Key,
  classification: Type.String({ pattern: '^\\d{6}$' }),
  summary: Type.String({ minLength: 1, maxLength: 256 }),
  format: text(50),
  shareType: ShareType,
  shareCondition: Type.Optional(text(500)),
  legalBasis: Type.Optional(text(500)),
  shareMethod: text(50),
  open: strict({ is: Type.Boolean(), condition: Type.Optional(text(500)) }),
  updateCycle: text(2),
  subjectKind: Type.Union([Type.Literal('person'), Type.Literal('organisation'), Type.Literal('none')]),
  subjectItem: Type.Optional(ItemCode),
  guardianItems: list(ItemCode),
  keyItems: list(ItemCode),
  rejectThreshold: Type.Number({ minimum: 0, maximum: 1 }),
  scenario: Type.Optional(text(500)),
  domain: Type.Optional(text(10)),
  level: Type.Optional(text(2)),
  region: Type.Optional(RegionCode),
  timeFrom: Type.Optional(Day),
  timeUntil: Type.Optional(Day),
  channel: Type.Optional(text(10)),
  guidanceCode: Type.Optional(CreditCode),
  relatedCodes: Type.Optional(list(text(40))),
  items: Type.Array(ResourceItem, { minItems: 1 }),
};

/** entries.yaml: catalogue entries that the pack brings no data for. `classification` is a full class code. */
export const PackEntries = strict({ entries: list(strict(entry)) });

/** resources/*.yaml: one catalogue entry and how its file comes. */
export const PackResource = strict({
  ...entry,
  file: strict({
    name: text(100),
    format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx'), Type.Literal('ndjson')]),
    encoding: Type.Union([Type.Literal('utf-8'), Type.Literal('gb18030')]),
    /** A byte order mark at its start, as spreadsheet programs write it. */
    bom: Type.Optional(Type.Boolean()),
    header: Type.Union([Type.Literal('names'), Type.Literal('codes')]),
  }),
});

/** share-lists.yaml: published sharing lists, the first as number 1; what each opens, to agencies by name or by rule. */
export const ShareLists = strict({
  lists: list(
    strict({
      ordinal: Type.Integer({ minimum: 1, maximum: 999 }),
      title: text(200),
      basis: text(500),
      effectiveOn: Day,
      grantees: list(
        Type.Union([
          strict({ agency: Key }),
          strict({ region: RegionCode, kind: Type.Union([text(40), Type.Null()]) }),
        ]),
      ),
      resources: list(Key),
    }),
  ),
});

/** elements.yaml: standard data elements (数据元), each with its meaning and the other names that agencies give to it. */
export const Elements = strict({
  elements: list(
    strict({
      code: Key,
      zh: text(100),
      en: text(200),
      type: Type.Enum(['C', 'N', 'Y', 'D', 'T', 'L', 'M', 'G', 'B', 'I', 'F']),
      length: Type.Optional(Type.Integer({ minimum: 1 })),
      codeList: Type.Optional(Key),
      check: Type.Optional(Type.Union([Type.Literal('citizenId'), Type.Literal('creditCode')])),
      meaning: text(500),
      standard: Type.Optional(text(200)),
      aliases: list(text(100)),
    }),
  ),
});

/** planted.yaml: the rows of the fixed people and companies, by resource key, then by item code. */
export const Planted = Type.Record(
  Key,
  list(Type.Record(ItemCode, Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]))),
);

/**
 * Where a form field comes from. A resource's item is read for the applicant, their ward or the company that they act
 * for; `where` picks the row when a subject has several. `orElse` is tried when the first source answers nothing.
 */
const ResourceSource = strict({
  resource: Key,
  item: ItemCode,
  subject: Type.Union([Type.Literal('applicant'), Type.Literal('ward'), Type.Literal('company')]),
  where: Type.Optional(Type.Record(ItemCode, Type.String())),
});
const FieldSource = Type.Union([
  ResourceSource,
  strict({ account: Type.Union([Type.Literal('name'), Type.Literal('citizenId'), Type.Literal('mobile')]) }),
  strict({
    delegation: Type.Union([Type.Literal('agentName'), Type.Literal('agentCitizenId'), Type.Literal('validUntil')]),
  }),
  strict({ applicantInput: Type.Literal(true), why: Words }),
  strict({ constant: Type.Union([Type.String(), Type.Number(), Type.Boolean()]) }),
]);
/** `codeList: regions` means the directory's regions; any other is a list of the core pack. */
export const ServiceField = strict({
  name: ItemCode,
  title: Words,
  codeList: Type.Optional(Key),
  sensitive: Type.Optional(Type.Boolean()),
  source: FieldSource,
  orElse: Type.Optional(FieldSource),
});

/** One material and the ways it may be satisfied, in the order tried; `why` is shown only when it has to be asked. */
export const ServiceMaterial = strict({
  key: Key,
  name: Words,
  required: Type.Boolean(),
  legalBasis: text(500),
  satisfiedBy: Type.Array(
    Type.Union([
      strict({ licence: Key }),
      strict({ resource: Key, items: list(ItemCode), subject: Type.Enum(['applicant', 'ward', 'company']) }),
      strict({ delegation: Type.Literal(true) }),
      strict({ commitment: Words }),
      strict({ upload: Type.Literal(true) }),
    ]),
    { minItems: 1 },
  ),
  why: Words,
});

/** corrections.yaml of a demo pack: values that a user agency holds to be wrong. */
export const PackCorrections = strict({
  corrections: Type.Array(
    strict({
      resource: Key,
      item: ItemCode,
      subject: text(18),
      heldValue: text(1000),
      statedValue: text(1000),
      proof: text(2000),
      agency: Key,
    }),
  ),
});

/** requests.yaml of a demo pack: requests for data as its staff make and answer them. */
export const PackRequests = strict({
  requests: Type.Array(
    strict({
      by: text(100),
      resource: Key,
      items: list(ItemCode),
      needs: Type.Optional(Type.Record(ItemCode, text(200))),
      purpose: Key,
      legalBasis: text(500),
      scope: Type.Optional(RowScope),
      manners: list(Manner),
      ownApplicants: Type.Optional(Type.Boolean()),
      expectedPerDay: Type.Optional(Type.Integer({ minimum: 1 })),
      safeguards: Type.Optional(text(1000)),
      validUntil: Day,
      question: Type.Optional(strict({ by: text(100), text: text(1000) })),
      answer: Type.Optional(strict({ by: text(100), refused: Type.Record(ItemCode, text(500)) })),
      dispute: Type.Optional(strict({ items: list(ItemCode), reason: text(1000), stands: text(1000) })),
    }),
  ),
});

/** services/*.yaml: a service item: guide (GB/T 39046), form, sources, materials and result. Days are working days. */
export const PackService = strict({
  key: Key,
  /** Each read for it needs the applicant's consent, by the law that the guide cites. */
  consent: Type.Optional(Type.Boolean()),
  title: Words,
  agency: Key,
  summary: Words,
  guide: strict({
    type: text(2),
    basicCode: Type.String({ pattern: '^[0-9A-Z]{12}$' }),
    code: Type.String({ pattern: '^[0-9A-HJ-NP-RTUWXY]{18}[1-7][0-9A-Z]{12}$' }),
    level: text(1),
    agencyNature: text(1),
    legalBasis: list(text(500)),
    powerSource: text(100),
    statutoryDays: Type.Integer({ minimum: 0 }),
    promisedDays: Type.Integer({ minimum: 0 }),
    daysNote: Words,
    conditions: list(Words),
    flow: list(Words),
    fee: strict({ charged: Type.Boolean(), basis: Type.Optional(text(500)) }),
    serves: list(text(1)),
    kind: text(1),
    ways: list(text(1)),
    onlineLevel: text(2),
    visits: Type.Integer({ minimum: 0 }),
    visitsReason: Type.Optional(Words),
    delivery: list(Words),
    where: Words,
    contact: text(100),
    supervision: text(100),
    topics: list(Words),
  }),
  /** Who may be the subject: the applicant, a ward of theirs, or a company with a delegation. */
  subject: Type.Union([Type.Literal('applicant'), Type.Literal('ward'), Type.Literal('company')]),
  guardianship: Type.Optional(
    strict({
      resource: Key,
      guardianItems: list(ItemCode),
      wardItem: ItemCode,
      wardNameItem: ItemCode,
      wardBirthDateItem: ItemCode,
      maxAgeYears: Type.Integer({ minimum: 1 }),
    }),
  ),
  /** Checks that refuse a submission in plain words: a record that must be absent, or an age that must be met. */
  eligibility: list(
    Type.Union([
      strict({ key: Key, ageBetween: strict({ from: Type.Integer(), to: Type.Integer() }), message: Words }),
      strict({
        key: Key,
        absent: strict({
          resource: Key,
          subject: Type.Enum(['applicant', 'ward', 'company']),
          /** A record that has one of these values in each of these items. */
          where: Type.Record(ItemCode, list(Type.String())),
        }),
        message: Words,
      }),
    ]),
  ),
  form: Type.Record(Type.String(), Type.Unknown()),
  uiSchema: Type.Record(Type.String(), Type.Unknown()),
  fields: Type.Array(ServiceField, { minItems: 1 }),
  materials: list(ServiceMaterial),
  /** Two open cases with the same values of these are one. */
  dedupe: list(Type.Union([Type.Literal('service'), Type.Literal('applicant'), Type.Literal('subject')])),
  result: strict({
    name: Words,
    licenceType: Key,
    holder: Type.Union([Type.Literal('applicant'), Type.Literal('ward'), Type.Literal('company')]),
    holderName: ItemCode,
    holderNumber: ItemCode,
    alsoKeptBy: list(Type.Union([Type.Literal('applicant'), Type.Literal('guardian')])),
    /** Claim of the licence type ← the first of these form fields that is not empty. */
    claims: Type.Record(Type.String(), list(ItemCode)),
  }),
});

/** licence-types/*.yaml: claims named as in GB/T 36903; KZ_ marks the type's own extension fields. */
export const LicenceType = strict({
  key: Key,
  typeCode: Type.String({ pattern: '^[0-9A-HJ-NP-RTUWXY]{18}\\d{3}$' }),
  definedBy: Key,
  name: Words,
  holderKind: Type.Union([Type.Literal('person'), Type.Literal('organisation')]),
  holderNumberType: Type.Union([Type.Literal('111'), Type.Literal('001')]),
  /** Null: until further notice. */
  validityYears: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  claims: list(
    strict({
      name: Type.String({ pattern: '^(KZ_)?[A-Z0-9]{2,20}$' }),
      title: Words,
      required: Type.Boolean(),
      codeList: Type.Optional(Key),
    }),
  ),
  /** Claims that the holder may show or keep back one by one. */
  selective: list(Type.String()),
});

/** grants.yaml: grants that stand at first start. */
export const Grants = strict({
  grants: list(
    strict({
      consumer: Key,
      resource: Key,
      items: Type.Array(ItemCode, { minItems: 1 }),
      purpose: Key,
      scope: strict({ rows: Type.Optional(Type.Record(ItemCode, list(Type.String()))) }),
      validFrom: Day,
      validUntil: Day,
      quotaPerMinute: Type.Optional(Type.Integer({ minimum: 1 })),
      quotaPerDay: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
      quotaTotal: Type.Optional(Type.Integer({ minimum: 1 })),
      manners: Type.Optional(Type.Array(Type.Enum(['call', 'verification', 'batch', 'subscription']), { minItems: 1 })),
      hours: Type.Optional(
        strict({
          opens: Type.Integer({ minimum: 0, maximum: 1439 }),
          closes: Type.Integer({ minimum: 1, maximum: 1440 }),
        }),
      ),
      workingDaysOnly: Type.Optional(Type.Boolean()),
      ownApplicants: Type.Optional(Type.Boolean()),
      usageTerms: Type.Optional(text(1000)),
      basis: text(500),
    }),
  ),
});

/** duties.yaml: purposes other than service items: what a law lays on an agency. */
export const Duties = strict({
  duties: list(
    strict({
      key: Key,
      title: Words,
      legalBasis: text(500),
      agency: Type.Union([Key, Type.Null()]),
      secrecy: Type.Optional(strict({ days: Type.Integer({ minimum: 1, maximum: 3650 }), legalBasis: text(500) })),
    }),
  ),
});

/** document-classes.yaml: the classification of documents of government websites. */
export const PackDocumentClasses = strict({
  source: text(200),
  note: Type.Optional(Words),
  classes: list(strict({ code: Type.String({ pattern: '^[0-9]{2,6}$' }), zh: text(100), en: text(200) })),
});

const DocumentKind = Type.Union(documentKinds.map((kind) => Type.Literal(kind)));

/** documents/*.yaml: documents that are published at first start. */
export const PackDocument = strict({
  key: Key,
  agency: Key,
  kind: DocumentKind,
  title: text(200),
  titleEn: Type.Optional(text(300)),
  classCode: text(20),
  number: Type.Optional(text(60)),
  summary: text(500),
  region: Type.Optional(RegionCode),
  issuedOn: Type.Optional(Day),
  validFrom: Type.Optional(Day),
  validUntil: Type.Optional(Day),
  sourceName: Type.Optional(text(200)),
  sourceUrl: Type.Optional(text(500)),
  topics: Type.Optional(list(text(40))),
  body: Type.String({ description: 'HTML' }),
});

/** sites.yaml: the directory of the platform's government websites, with the columns of each. */
export const PackSites = strict({
  sites: list(
    strict({
      key: Key,
      name: Words,
      url: text(200),
      agency: Key,
      region: RegionCode,
      channels: list(
        strict({
          key: Key,
          name: Words,
          kinds: Type.Optional(list(DocumentKind)),
          classes: Type.Optional(list(Type.String())),
          agencies: Type.Optional(list(Key)),
          region: Type.Optional(RegionCode),
        }),
      ),
    }),
  ),
});

const after = { after: Type.Integer({ minimum: 0, maximum: 60 }) };
/** cases.yaml: cases that stand at first start. `daysAgo` and `after` count working days: before the first start, and from the handing in. */
export const PackCases = strict({
  cases: list(
    strict({
      service: Key,
      applicant: strict({ name: text(50), citizenId: CitizenId, mobile: text(20) }),
      daysAgo: Type.Integer({ minimum: 0, maximum: 60 }),
      form: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      commitments: Type.Optional(list(Key)),
      dispute: Type.Optional(strict({ field: text(60), value: Type.String(), proof: text(500) })),
      acts: Type.Optional(
        list(
          Type.Union([
            strict({ accept: Type.Literal(true), ...after }),
            strict({ correct: text(500), ...after }),
            strict({ grant: text(500), ...after }),
            strict({ refuse: text(500), ...after }),
          ]),
        ),
      ),
    }),
  ),
});

/** names.yaml: what synthetic names are made of. */
export const Names = strict({
  surnames: list(Type.String()),
  maleGiven: list(Type.String()),
  femaleGiven: list(Type.String()),
  rareGiven: list(Type.String()),
  roads: list(Type.String()),
  estates: list(Type.String()),
  companyWords: list(Type.String()),
  companyTrades: list(strict({ name: Type.String(), scope: Type.String() })),
});

export type Words = Static<typeof Words>;
export type PackManifest = Static<typeof PackManifest>;
export type Classification = Static<typeof Classification>;
export type CodeList = Static<typeof CodeList>;
export type SharingClocks = Static<typeof SharingClocks>;
export type ServiceClocks = Static<typeof ServiceClocks>;
export type Agencies = Static<typeof Agencies>;
export type Staff = Static<typeof Staff>;
export type Clients = Static<typeof Clients>;
export type Accounts = Static<typeof Accounts>;
export type ResourceItem = Static<typeof ResourceItem>;
export type PackEntry = Static<typeof PackEntries>['entries'][number];
export type PackShareList = Static<typeof ShareLists>['lists'][number];
export type PackElement = Static<typeof Elements>['elements'][number];
export type PackResource = Static<typeof PackResource>;
export type Planted = Static<typeof Planted>;
export type ServiceField = Static<typeof ServiceField>;
export type ServiceMaterial = Static<typeof ServiceMaterial>;
export type PackService = Static<typeof PackService>;
export type LicenceType = Static<typeof LicenceType>;
export type Grants = Static<typeof Grants>;
export type Duties = Static<typeof Duties>;
export type PackDocumentClasses = Static<typeof PackDocumentClasses>;
export type PackDocument = Static<typeof PackDocument>;
export type PackCase = Static<typeof PackCases>['cases'][number];
export type PackSites = Static<typeof PackSites>;
export type Names = Static<typeof Names>;

import { type Static, Type } from 'typebox';
import { Agency } from './directory.ts';
import { endpoint } from './endpoint.ts';

const strict = { additionalProperties: false } as const;
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const Id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' });
const Time = Type.String({ format: 'date-time' });
const Named = Type.Object({ id: Type.String(), name: Type.String(), nameEn: orNull(Type.String()) }, strict);
const Words = Type.Object({ zh: Type.String(), en: Type.String() }, strict);
const seesAll = ['operator', 'supervisor'] as const;

/** What can stand on the first page of staff, in the order of the page. */
export const homeKeys = [
  'casesLate',
  'casesToday',
  'casesWeek',
  'casesInHand',
  'requestsLate',
  'requestsSoon',
  'requestsWaiting',
  'disputesToAnswer',
  'requestsToSupply',
  'entriesReturned',
  'resourcesStale',
  'grantsGivenEnding',
  'grantsHeldEnding',
  'refusals',
  'reviewsLate',
  'reviewsWaiting',
  'disputesToDecide',
  'allCasesLate',
  'allRequestsLate',
  'allResourcesStale',
  'calendarMissing',
] as const;
export type HomeKey = (typeof homeKeys)[number];

export const HomeLine = Type.Object(
  {
    key: Type.Enum([...homeKeys]),
    count: Type.Integer(),
    first: orNull(Type.String({ description: 'The nearest or the oldest of the days that it is about, YYYY-MM-DD' })),
  },
  strict,
);
export type HomeLine = Static<typeof HomeLine>;

export const reminderKinds = ['case', 'request', 'dispute', 'resource', 'correction'] as const;

export const Reminder = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum([...reminderKinds]),
    objectId: Type.String(),
    agency: Named,
    label: Type.String({ description: 'The number or the name of what is due' }),
    note: orNull(Type.String()),
    sentBy: orNull(Type.String({ description: 'Name; null: the platform itself' })),
    sentAt: Time,
  },
  strict,
);
export type Reminder = Static<typeof Reminder>;

export const getHome = endpoint({
  operationId: 'getAgencyHome',
  method: 'GET',
  path: '/api/v1/agency/home',
  tag: 'Supervision',
  summary: 'What is due for one’s roles at one’s own agency; counts and days only',
  access: ['steward', 'caseworker', 'developer', 'operator', 'supervisor'],
  status: 200,
  reply: Type.Object(
    {
      agency: Named,
      today: Day,
      lines: Type.Array(HomeLine, { description: 'Those with a count, and those that say that nothing is due' }),
      reminders: Type.Array(Reminder, { description: 'What the operator reminded this agency of and is not done yet' }),
    },
    strict,
  ),
});

const period = {
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  agency: Type.Optional(Id),
};

export const Flow = Type.Object(
  {
    provider: Named,
    consumer: Named,
    resource: Type.Object(
      { id: orNull(Type.String()), code: Type.String(), name: Type.String(), nameEn: orNull(Type.String()) },
      strict,
    ),
    purpose: Type.Object({ key: Type.String(), title: Type.String(), titleEn: orNull(Type.String()) }, strict),
    calls: Type.Integer(),
    refusals: Type.Integer(),
    people: Type.Integer({ description: 'About how many subjects, each once; an estimate within some 3 %' }),
    lastAt: Time,
  },
  strict,
);
export type Flow = Static<typeof Flow>;

export const listFlows = endpoint({
  operationId: 'listFlows',
  method: 'GET',
  path: '/api/v1/supervision/flows',
  tag: 'Supervision',
  summary: 'What flowed between whom in a period (the last 30 days when none is named), counted from the ledger',
  access: [...seesAll],
  status: 200,
  query: Type.Object(period),
  reply: Type.Object(
    {
      from: Day,
      to: Day,
      items: Type.Array(Flow),
      counted: Type.Integer({ description: 'Entries of the ledger that are counted' }),
      size: Type.Integer({ description: 'Entries of the ledger; those beyond are counted within a minute' }),
    },
    strict,
  ),
});

export const downloadFlows = endpoint({
  operationId: 'downloadFlows',
  method: 'GET',
  path: '/api/v1/supervision/flows.csv',
  tag: 'Supervision',
  summary: 'The same as a file (CSV, UTF-8 with a byte order mark)',
  access: [...seesAll],
  status: 200,
  query: Type.Object(period),
  sends: 'text/csv; charset=utf-8',
});

export const countLedgerDays = endpoint({
  operationId: 'countLedgerDays',
  method: 'GET',
  path: '/api/v1/supervision/ledger-days',
  tag: 'Supervision',
  summary: 'Entries of the ledger in the last 30 days, by day and kind',
  access: [...seesAll],
  status: 200,
  reply: Type.Object(
    {
      from: Day,
      to: Day,
      days: Type.Array(Type.Object({ day: Day, kind: Type.String(), entries: Type.Integer() }, strict)),
    },
    strict,
  ),
});

export const dueKinds = ['case', 'request', 'dispute', 'review', 'resource', 'correction'] as const;
export type DueKind = (typeof dueKinds)[number];

export const DueThing = Type.Object(
  {
    kind: Type.Enum([...dueKinds]),
    id: Type.String(),
    label: Type.String({ description: 'Number of a case or request; name of an entry' }),
    about: Words,
    agency: Type.Object(
      { id: Type.String(), name: Type.String(), nameEn: orNull(Type.String()) },
      {
        ...strict,
        description: 'Whose turn it is',
      },
    ),
    date: Day,
    late: Type.Boolean(),
    remaining: orNull(
      Type.Integer({ description: 'Working days left, negative once late; null where the calendar lacks a year' }),
    ),
    reminder: orNull(Type.Object({ sentBy: orNull(Type.String()), sentAt: Time }, strict)),
  },
  strict,
);
export type DueThing = Static<typeof DueThing>;

export const listDue = endpoint({
  operationId: 'listDue',
  method: 'GET',
  path: '/api/v1/supervision/due',
  tag: 'Supervision',
  summary: 'What is late and what is due within five working days: cases, answers, reviews, data to bring up to date',
  access: [...seesAll],
  status: 200,
  query: Type.Object({
    kind: Type.Optional(Type.Enum([...dueKinds])),
    agency: Type.Optional(Id),
    standing: Type.Optional(Type.Enum(['late', 'soon'])),
  }),
  reply: Type.Object(
    {
      today: Day,
      items: Type.Array(DueThing),
      more: Type.Boolean({ description: 'There are more than the 500 most urgent of a kind that are listed' }),
    },
    strict,
  ),
});

export const remind = endpoint({
  operationId: 'remindAgency',
  method: 'POST',
  path: '/api/v1/supervision/reminders',
  tag: 'Supervision',
  summary: 'Remind an agency of what it owes; it is told on its first page. Once a day for one thing',
  access: ['operator'],
  status: 201,
  body: Type.Object(
    {
      kind: Type.Enum([...reminderKinds]),
      id: Id,
      note: Type.Optional(Type.String({ maxLength: 200 })),
    },
    strict,
  ),
  reply: Reminder,
});

export const AgencyOverview = Type.Object(
  {
    agency: Agency,
    resources: Type.Object(
      { published: Type.Integer(), inReview: Type.Integer(), drafts: Type.Integer(), serving: Type.Integer() },
      strict,
    ),
    grants: Type.Object({ given: Type.Integer(), held: Type.Integer() }, strict),
    accounts: Type.Object({ all: Type.Integer(), stewards: Type.Integer(), developers: Type.Integer() }, strict),
    clients: Type.Array(Type.Object({ clientId: Type.String(), name: Type.String(), createdAt: Time }, strict)),
    lastSignInAt: orNull(Time),
    lastCallAt: orNull(Time),
    callsThisMonth: Type.Integer({ description: 'Calls that it made in the last 30 days' }),
    servedThisMonth: Type.Integer({ description: 'Calls on its data in the last 30 days' }),
  },
  strict,
);
export type AgencyOverview = Static<typeof AgencyOverview>;

export const getAgencyOverview = endpoint({
  operationId: 'getAgencyOverview',
  method: 'GET',
  path: '/api/v1/supervision/agencies/:id',
  tag: 'Supervision',
  summary: 'An agency with what it has: resources, grants, accounts, clients, last activity',
  access: [...seesAll],
  status: 200,
  params: Type.Object({ id: Id }),
  reply: AgencyOverview,
});

export const closeAgency = endpoint({
  operationId: 'closeAgency',
  method: 'POST',
  path: '/api/v1/agencies/:id/closing',
  tag: 'Supervision',
  summary: 'Close an agency that was dissolved: its accounts, clients and grants end at once, its past stays',
  access: ['operator'],
  status: 200,
  params: Type.Object({ id: Id }),
  body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) }, strict),
  reply: AgencyOverview,
});

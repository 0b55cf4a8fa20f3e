import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

export const Region = Type.Object(
  {
    code: Type.String({ description: 'GB/T 2260' }),
    name: Type.String(),
    nameEn: Type.Union([Type.String(), Type.Null()]),
    parentCode: Type.Union([Type.String(), Type.Null()]),
    level: Type.Integer({ description: '1 national, 2 province, 3 city, 4 county' }),
  },
  { additionalProperties: false },
);

export const Agency = Type.Object(
  {
    id: Type.String(),
    key: Type.String(),
    creditCode: Type.String({ description: 'Unified social credit code, GB 32100' }),
    name: Type.String(),
    nameEn: Type.Union([Type.String(), Type.Null()]),
    regionCode: Type.String(),
    kind: Type.String({ description: 'Line of work: health, publicSecurity, …' }),
    level: Type.Integer({ description: '1 national, 2 province, 3 city, 4 county' }),
    active: Type.Boolean(),
  },
  { additionalProperties: false },
);

export const listRegions = endpoint({
  operationId: 'listRegions',
  method: 'GET',
  path: '/api/v1/regions',
  tag: 'Directory',
  summary: 'Regions below a region',
  access: 'anyone',
  status: 200,
  query: Type.Object({ parent: Type.Optional(Type.String({ pattern: '^[0-9]{6}$' })) }),
  reply: Type.Object({ items: Type.Array(Region) }),
});

export const listAgencies = endpoint({
  operationId: 'listAgencies',
  method: 'GET',
  path: '/api/v1/agencies',
  tag: 'Directory',
  summary: 'Agencies, by name',
  access: 'anyone',
  status: 200,
  query: Type.Object({
    ...cursorQuery,
    q: Type.Optional(Type.String({ maxLength: 100, description: 'A part of the name or of the credit code' })),
    region: Type.Optional(Type.String({ pattern: '^[0-9]{6}$', description: 'The region and all below it' })),
    kind: Type.Optional(Type.String({ maxLength: 40, pattern: '^[a-zA-Z]+$' })),
    active: Type.Optional(Type.Boolean()),
  }),
  reply: pageOf(Agency),
});

const agencyFields = {
  name: Type.String({ minLength: 2, maxLength: 100, pattern: '\\S' }),
  nameEn: Type.Optional(Type.String({ maxLength: 200 })),
  regionCode: Type.String({ pattern: '^[0-9]{6}$' }),
  kind: Type.String({ minLength: 1, maxLength: 40, pattern: '^[a-zA-Z]+$' }),
  level: Type.Integer({ minimum: 1, maximum: 4 }),
};

export const createAgency = endpoint({
  operationId: 'createAgency',
  method: 'POST',
  path: '/api/v1/agencies',
  tag: 'Directory',
  summary: 'Register an agency',
  access: ['operator'],
  status: 201,
  body: Type.Object(
    { creditCode: Type.String({ minLength: 18, maxLength: 18 }), ...agencyFields },
    { additionalProperties: false },
  ),
  reply: Agency,
});

export const editAgency = endpoint({
  operationId: 'editAgency',
  method: 'PUT',
  path: '/api/v1/agencies/:id',
  tag: 'Directory',
  summary: 'Change what an agency is called, where it is and what it does; its credit code stays',
  access: ['operator'],
  status: 200,
  params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }) }),
  body: Type.Object(agencyFields, { additionalProperties: false }),
  reply: Agency,
});

const year = Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2100 }) });
const calendarYear = {
  source: Type.String({
    minLength: 2,
    maxLength: 200,
    pattern: '\\S',
    description: 'Where the days are read: the State Council’s yearly notice on holidays',
  }),
  days: Type.Array(
    Type.Object(
      {
        day: Type.String({ format: 'date', description: 'YYYY-MM-DD' }),
        kind: Type.Enum(['work', 'rest']),
        name: Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
      },
      { additionalProperties: false },
    ),
    { minItems: 1, maxItems: 366, description: 'The days that are not what their weekday says' },
  ),
};

export const CalendarYear = Type.Object(
  {
    year: Type.Integer(),
    ...calendarYear,
    setBy: Type.Union([Type.String(), Type.Null()], {
      description:
        'The account that set it, told to operators; null otherwise, and for a year that came with the product',
    }),
    setAt: Type.String(),
  },
  { additionalProperties: false },
);
export type CalendarYear = Static<typeof CalendarYear>;

export const getCalendar = endpoint({
  operationId: 'getCalendar',
  method: 'GET',
  path: '/api/v1/calendar',
  tag: 'Directory',
  summary: 'Years that the working calendar knows, and years that it lacks though clocks need them',
  access: 'anyone',
  status: 200,
  reply: Type.Object(
    {
      years: Type.Array(Type.Integer()),
      missing: Type.Array(Type.Integer(), {
        description: 'This year, from 1 October the next, and each for which the day of a case or request stays open',
      }),
    },
    { additionalProperties: false },
  ),
});

export const getCalendarYear = endpoint({
  operationId: 'getCalendarYear',
  method: 'GET',
  path: '/api/v1/calendar/:year',
  tag: 'Directory',
  summary: 'The days of a year that are not what their weekday says',
  access: 'anyone',
  status: 200,
  params: year,
  reply: CalendarYear,
});

export const putCalendarYear = endpoint({
  operationId: 'putCalendarYear',
  method: 'PUT',
  path: '/api/v1/calendar/:year',
  tag: 'Directory',
  summary: 'Add a year, or replace its days. Days that wait for it are set within minutes; those already set stay',
  access: ['operator'],
  status: 200,
  params: year,
  body: Type.Object(calendarYear, { additionalProperties: false }),
  reply: CalendarYear,
});

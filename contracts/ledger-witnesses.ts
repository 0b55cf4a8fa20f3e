import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';

const strict = { additionalProperties: false } as const;
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const Time = Type.String({ format: 'date-time' });
const Vkey = Type.String({ minLength: 1, maxLength: 600, description: 'name+ID+key, as C2SP signed-note writes it' });
const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });

export const addCheckpoint = endpoint({
  operationId: 'addCheckpoint',
  method: 'POST',
  path: '/witness/add-checkpoint',
  tag: 'Ledger',
  summary:
    'This node as a witness: cosigns a checkpoint of a log it knows that follows from the last it saw (C2SP tlog-witness)',
  access: 'anyone',
  status: 200,
  receives: ['text/plain', 'application/octet-stream', ''],
  sends: 'text/plain; charset=utf-8',
});

/** What can be wrong with a witness; `ahead`, `fork` and `inconsistent` mean that it saw another history than the log has. */
export const witnessFaults = [
  'unreachable',
  'logUnknown',
  'keyUnknown',
  'ahead',
  'fork',
  'inconsistent',
  'cosignatureWrong',
  'refused',
] as const;
export type WitnessFault = (typeof witnessFaults)[number];

export const Witness = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    url: Type.String(),
    vkey: Type.String(),
    size: Type.Integer({ description: 'Of the last checkpoint that it cosigned' }),
    cosignedAt: orNull(Time),
    fault: orNull(Type.Enum([...witnessFaults])),
    faultAt: orNull(Time),
  },
  strict,
);
export type Witness = Static<typeof Witness>;

export const WitnessedLog = Type.Object(
  {
    origin: Type.String(),
    vkeys: Type.Array(Type.String()),
    size: Type.Integer({ description: 'Of the last checkpoint that was seen' }),
    seenAt: orNull(Time),
    conflictAt: orNull(Time),
    conflict: orNull(Type.String({ description: 'A signed checkpoint that does not follow: proof against that log' })),
  },
  strict,
);
export type WitnessedLog = Static<typeof WitnessedLog>;

export const listWitnesses = endpoint({
  operationId: 'listLedgerWitnesses',
  method: 'GET',
  path: '/api/v1/ledger/witnesses',
  tag: 'Ledger',
  summary: 'Who cosigns this log, whose logs this node cosigns, and the key that it does so with',
  access: ['operator', 'supervisor'],
  status: 200,
  reply: Type.Object(
    {
      witnesses: Type.Array(Witness),
      logs: Type.Array(WitnessedLog),
      own: Type.Object({ url: Type.String(), vkey: Type.String() }, strict),
    },
    strict,
  ),
});

export const addWitness = endpoint({
  operationId: 'addLedgerWitness',
  method: 'POST',
  path: '/api/v1/ledger/witnesses',
  tag: 'Ledger',
  summary: 'Have a witness cosign the checkpoints that are published from now on',
  access: ['operator'],
  status: 201,
  body: Type.Object(
    {
      url: Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: '^https?://[^\\s?#]+$',
        description: 'Submission prefix; /add-checkpoint follows it',
      }),
      vkey: Vkey,
    },
    strict,
  ),
  reply: Witness,
});

export const removeWitness = endpoint({
  operationId: 'removeLedgerWitness',
  method: 'DELETE',
  path: '/api/v1/ledger/witnesses/:id',
  tag: 'Ledger',
  summary: 'Ask a witness no more; what it cosigned stays',
  access: ['operator'],
  status: 204,
  params: Type.Object({ id: uuid }),
});

export const witnessLog = endpoint({
  operationId: 'witnessLog',
  method: 'POST',
  path: '/api/v1/ledger/witnessed-logs',
  tag: 'Ledger',
  summary: 'Be a witness to a log. For a log that is known, its keys are replaced and what was seen of it stays',
  access: ['operator'],
  status: 201,
  body: Type.Object({ vkeys: Type.Array(Vkey, { minItems: 1, maxItems: 20 }) }, strict),
  reply: WitnessedLog,
});

import type { Readable } from 'node:stream';
import type { Actor, StaffActor } from '../../../contracts/actor.ts';
import {
  addCheckpoint,
  addWitness,
  listWitnesses,
  removeWitness,
  witnessLog,
} from '../../../contracts/ledger-witnesses.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { dismissWitness, followLog, registerWitness, showWitnesses } from './manage-witnesses.ts';
import { witnessCheckpoint } from './witness-checkpoint.ts';

/** A request has 63 hashes and a note of a hundred lines at most. */
const maxRequest = 64 * 1024;

export function witnessRoutes(http: HttpServer, platform: Platform): void {
  http.on(addCheckpoint, async ({ stream, reply }) => {
    const witnessed = await witnessCheckpoint(platform, await readText(stream));
    if (witnessed.kind === 'cosigned') return witnessed.line;
    // What tlog-witness asks of this one refusal: the bare size, under a type of its own.
    reply.status(409).type('text/x.tlog.size');
    return `${witnessed.size}\n`;
  });

  http.on(listWitnesses, () => showWitnesses(platform));
  http.on(addWitness, ({ actor, body }) => registerWitness(platform, staff(actor), body));
  http.on(removeWitness, async ({ actor, params }) => {
    await dismissWitness(platform, staff(actor), params.id);
    return '';
  });
  http.on(witnessLog, ({ actor, body }) => followLog(platform, staff(actor), body.vkeys));
}

function staff(actor: Actor): StaffActor {
  if (actor.kind !== 'staff') throw new DomainError('role-missing');
  return actor;
}

async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += (chunk as Buffer).length;
    if (length > maxRequest) throw new DomainError('body-too-large', { limit: maxRequest });
    chunks.push(chunk as Buffer);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new DomainError('checkpoint-malformed');
  }
}

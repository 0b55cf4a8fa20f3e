import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Platform } from '../../platform/platform.ts';
import { applicationMetadata } from './oidc-clients.ts';
import {
  consumePayload,
  deletePayload,
  deletePayloadsOfGrant,
  payloadById,
  payloadByUid,
  payloadByUserCode,
  putPayload,
  type StoredPayload,
} from './store-oidc.ts';

/**
 * Keeps the provider's state in identity.oidc_payloads. Applications are not state of the provider: they are read from
 * their own tables each time, so that one that was revoked is unknown from the next request on.
 */
export function oidcAdapter(platform: Platform): (model: string) => Adapter {
  const { db } = platform;
  return (model) => ({
    async find(id) {
      // PostgreSQL keeps no NUL; an id that has one is nobody's.
      if (id.includes('\0')) return undefined;
      if (model === 'Client') return applicationMetadata(platform, id);
      return revived(await payloadById(db, model, id));
    },
    async findByUid(uid) {
      return uid.includes('\0') ? undefined : revived(await payloadByUid(db, model, uid));
    },
    async findByUserCode(userCode) {
      return userCode.includes('\0') ? undefined : revived(await payloadByUserCode(db, model, userCode));
    },
    async upsert(id, payload, expiresIn) {
      const once = model === 'ReplayDetection';
      const written = await putPayload(
        db,
        {
          model,
          id,
          payload: JSON.stringify(payload),
          grantId: payload.grantId ?? null,
          uid: payload.uid ?? null,
          userCode: payload.userCode ?? null,
          expiresAt: expiresIn ? new Date(Date.now() + expiresIn * 1000) : null,
        },
        once,
      );
      // Two that carry one assertion at the same moment: the library's own look-up may let both pass, this does not.
      if (!written) throw new errors.InvalidClient('the assertion was used before');
    },
    async consume(id) {
      if (!(await consumePayload(db, model, id))) throw new errors.InvalidGrant('used before');
    },
    destroy: (id) => deletePayload(db, model, id),
    revokeByGrantId: (grantId) => deletePayloadsOfGrant(db, model, grantId),
  });
}

function revived(row: StoredPayload | undefined): AdapterPayload | undefined {
  if (!row) return undefined;
  const payload = JSON.parse(row.payload) as AdapterPayload;
  return row.consumedAt ? { ...payload, consumed: Math.floor(row.consumedAt.getTime() / 1000) } : payload;
}

import { createHash, randomUUID } from 'node:crypto';
import { decodeSDJWT, unpackSDJWT } from '@meeco/sd-jwt';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Case } from '../../contracts/services.ts';
import type { Speaker } from './people.ts';
import { must, type Teller } from './teller.ts';

interface Licence {
  id: string;
  identifier: string;
  holderName: string;
  keptFor: string | null;
  type: { name: string };
  credential: string;
  state: string;
}
interface DataUse {
  index: number;
  at: string;
  outcome: string;
  agency: { name: string };
  resource: { name: string };
  items: { name: string }[];
  purpose: { title: string };
  grantNumber: string | null;
  caseNumber: string | null;
  about: { relation: string; name: string };
}

/** Chapter 5: ask once. */
export async function apply(
  tell: Teller,
  url: string,
  mother: Speaker,
  caseWorker: Speaker,
  nobody: Speaker,
): Promise<void> {
  tell.chapter(5, 'Ask once: a mother in Hangzhou enrols her child born in Guiyang');
  const draft = await tell.step(
    'The mother',
    'opens 新生儿参保登记: a draft case, filled from what the government knows',
    () => filledCase(mother),
    ({ number, fields }) => [
      `case ${number}`,
      ...fields.map(
        ({ title, source, origin }) =>
          `${title.zh}: ${source ? `from ${source.agency}, as of ${source.asOf.slice(0, 10)}` : `from her ${origin}`}`,
      ),
    ],
  );
  const unfilled = draft.fields.filter((field) => field.kind !== 'filled' || field.value === null);
  must(
    unfilled.length === 0,
    `every field must be filled; these are not: ${unfilled.map((field) => field.name).join(', ')}`,
  );
  must(draft.relation === 'guardian' && draft.relationProof, 'she must act as guardian, proven by the birth record');
  must(
    draft.materials.every(({ state }) => state === 'satisfied'),
    `nothing must be left to upload: ${JSON.stringify(draft.materials.filter(({ state }) => state !== 'satisfied').map(({ key }) => key))}`,
  );
  await nobody.ask('GET', `/api/v1/cases/${draft.id}`, { expect: 401 });
  await caseWorker.ask('GET', `/api/v1/cases/${draft.id}`, { expect: 404 });

  const submit = (key: string) =>
    mother.ask<Case>('POST', `/api/v1/cases/${draft.id}/submission`, { headers: { 'idempotency-key': key } });
  const [first, second] = await tell.step(
    'The mother',
    'submits, twice by accident at the same moment',
    () => Promise.all([submit(randomUUID()), submit(randomUUID())]),
    ([one]) => `one case, ${one.state}; the office answers by ${one.promisedDate ?? one.deadline}`,
  );
  must(first.id === second.id && first.number === second.number, 'a form sent twice is one case');
  const queue = await caseWorker.ask<{ items: { id: string }[] }>('GET', '/api/v1/queue?limit=200');
  must(queue.items.filter(({ id }) => id === draft.id).length === 1, 'the case must stand in the office’s queue once');

  await tell.step(
    'The case worker',
    'opens the case and sees what was used',
    () => caseWorker.ask<Case>('GET', `/api/v1/cases/${draft.id}`),
    ({ uses }) =>
      uses.map(
        ({ agency, resourceName, items, about, outcome }) =>
          `${agency}《${resourceName}》 about the ${about}: ${items.length} items, ${outcome}`,
      ),
  );
  await tell.step('The case worker', 'accepts it', () =>
    caseWorker.ask('POST', `/api/v1/cases/${draft.id}/acceptance`),
  );
  const decided = await tell.step(
    'The case worker',
    'decides within the clock',
    () =>
      caseWorker.ask<Case>('POST', `/api/v1/cases/${draft.id}/decision`, {
        body: { outcome: 'granted', opinion: '符合参保条件，准予登记。' },
      }),
    ({ state, ending, dueDate }) => `${state}, ${ending}; it was due by ${dueDate}`,
  );
  must(decided.ending === 'granted' && !decided.late, 'the case must be granted in time');
  await caseWorker.ask('POST', `/api/v1/cases/${draft.id}/decision`, {
    body: { outcome: 'granted', opinion: '再次点击' },
    expect: 409,
  });

  const licence = await tell.step(
    'The mother',
    'finds the licence in her library, as her child’s guardian',
    async () => {
      const { items } = await mother.ask<{ items: Licence[] }>('GET', '/api/v1/my/licences');
      const [mine] = items.filter(({ id }) => id === decided.licenceId);
      must(mine && mine.keptFor === 'guardian', 'the licence must stand in the mother’s library as guardian');
      return mother.ask<Licence>('GET', `/api/v1/my/licences/${mine.id}`);
    },
    ({ type, identifier, holderName }) => `${type.name} of ${holderName}, ${identifier}`,
  );
  must(/^1\.2\.156\.3005\.2\./.test(licence.identifier), 'the licence must carry the national identifier');
  const verdict = await tell.step(
    'Anyone',
    'verifies it with no sign-in',
    () =>
      nobody.ask<{ genuine: boolean; state: string; message: string }>('POST', '/api/v1/licence-verifications', {
        body: { credential: licence.credential },
      }),
    ({ message }) => message,
  );
  must(verdict.genuine && verdict.state === 'valid', 'the licence must be genuine and valid');
  await tell.step('Another implementation', 'verifies it too, sharing no code with ours (jose, @meeco/sd-jwt)', () =>
    verifyElsewhere(url, licence),
  );

  const uses = await tell.step(
    'The mother',
    'looks at who read her and her child’s data',
    async () =>
      (await mother.ask<{ items: DataUse[] }>('GET', '/api/v1/my/data-uses?limit=200')).items.filter(
        ({ caseNumber }) => caseNumber === draft.number,
      ),
    (rows) =>
      rows.map(
        ({ at, agency, resource, items, purpose, grantNumber, about }) =>
          `${at.slice(0, 19)} ${agency.name} read ${items.length} items of ${resource.name} about ${about.relation === 'self' ? 'her' : about.name}, for ${purpose.title}, grant ${grantNumber}`,
      ),
  );
  const reads = decided.uses.filter(({ ledgerIndex }) => ledgerIndex !== null);
  must(
    reads.length > 0 && reads.every(({ ledgerIndex }) => uses.some(({ index }) => index === ledgerIndex)),
    'every read of the case must stand on her page',
  );
  must(
    uses.every(({ agency, purpose, at, grantNumber }) => agency.name && purpose.title && at && grantNumber),
    'each with agency, purpose, time and grant',
  );
  const proof = await mother.send('GET', `/api/v1/my/data-uses/${uses[0]!.index}/proof`);
  must(proof.ok && (await proof.text()).startsWith('c2sp.org/tlog-proof@v1'), 'each read must come with its proof');
}

/** Opens the service; the sources are read while she waits. With several children she would choose; the demo mother has one. */
async function filledCase(mother: Speaker): Promise<Case> {
  let current = await mother.ask<Case>('POST', '/api/v1/cases', { body: { service: 'newborn-medical-enrolment' } });
  for (let tries = 0; !current.filled && tries < 50; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    current = await mother.ask<Case>('GET', `/api/v1/cases/${current.id}`);
  }
  must(current.filled, 'the form must have been filled');
  return current;
}

async function verifyElsewhere(url: string, licence: Licence): Promise<void> {
  const metadata = (await (await fetch(`${url}/.well-known/jwt-vc-issuer`)).json()) as {
    jwks: Parameters<typeof createLocalJWKSet>[0];
  };
  const [jwt = ''] = licence.credential.split('~');
  await jwtVerify(jwt, createLocalJWKSet(metadata.jwks), { algorithms: ['EdDSA'] });
  const { unverifiedInputSDJWT, disclosures } = decodeSDJWT(licence.credential);
  const claims = await unpackSDJWT(
    unverifiedInputSDJWT,
    disclosures,
    async () => (text) => createHash('sha256').update(text).digest('base64url'),
  );
  must(
    (claims as Record<string, unknown>).ZZBS === licence.identifier,
    'the credential must carry the licence’s identifier as another implementation reads it',
  );
}

import { ed25519 } from '@noble/curves/ed25519.js';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../contracts/canonical-json.ts';
import { emptyFrontier, merkle } from '../../contracts/merkle.ts';
import { formatProof } from '../../contracts/receipt.ts';
import { formatCheckpoint, formatVkey, signNote } from '../../contracts/signed-note.ts';
import { proveUse } from './prove-use.ts';

const origin = 'legwork.example/ledger/0';
const { secretKey, publicKey } = ed25519.keygen();
const signer = { name: origin, publicKey, sign: (text: Uint8Array) => ed25519.sign(text, secretKey) };
const vkey = formatVkey(origin, publicKey);
const entryOf = (resource: string) =>
  canonicalJson({
    v: 1,
    kind: 'call',
    actor: { agency: '11330100DEM000268E' },
    resource,
    purpose: 'newborn-medical-enrolment',
    grant: { id: '1', number: 'G-1', version: 1 },
    items: ['child_name', 'birth_date'],
  });
const entries = ['307001/000001', '307001/000002', '307001/000003'].map(entryOf);
const grown = merkle.appendLeaves(
  emptyFrontier,
  entries.map((entry) => merkle.leafHash(new TextEncoder().encode(entry))),
);
const checkpoint = signNote(formatCheckpoint({ origin, size: grown.size, root: grown.root }), [signer]);
const proof = formatProof({ index: 1, hashes: grown.proofs(1), checkpoint });
const use = {
  index: 1,
  kind: 'read' as const,
  entry: entries[1]!,
  resource: { code: '307001/000002', name: '出生医学证明', nameEn: null },
  items: [
    { code: 'birth_date', name: '出生日期', nameEn: null },
    { code: 'child_name', name: '新生儿姓名', nameEn: null },
  ],
  agency: { creditCode: '11330100DEM000268E', name: '杭州市医疗保障局', nameEn: null },
  purpose: { key: 'newborn-medical-enrolment', title: '新生儿参保登记', titleEn: null },
  grantNumber: 'G-1',
  caseNumber: null,
};

test('a use that stands in the signed ledger as it is listed is proved', () => {
  expect(proveUse(use, proof, [vkey])).toEqual({ ok: true, size: 3, origin });
});

test('a list that says other than the entry is found', () => {
  expect(proveUse({ ...use, items: use.items.slice(1) }, proof, [vkey])).toEqual({ ok: false, fault: 'entry' });
  expect(proveUse({ ...use, agency: { ...use.agency, creditCode: 'other' } }, proof, [vkey])).toEqual({
    ok: false,
    fault: 'entry',
  });
});

test('an entry that is not in the ledger at its place is found', () => {
  expect(proveUse({ ...use, entry: use.entry.replace('"v":1', '"v":2') }, proof, [vkey])).toEqual({
    ok: false,
    fault: 'inclusion',
  });
  expect(proveUse({ ...use, index: 0 }, proof, [vkey])).toEqual({ ok: false, fault: 'inclusion' });
});

test('a checkpoint of another key, and a proof that is none, are found', () => {
  const other = formatVkey(origin, ed25519.keygen().publicKey);
  expect(proveUse(use, proof, [other])).toEqual({ ok: false, fault: 'checkpoint' });
  expect(proveUse(use, 'nonsense', [vkey])).toEqual({ ok: false, fault: 'checkpoint' });
});

test('a licence that was shown is proved by its type; it passes for no read, nor a read for it', () => {
  const entry = canonicalJson({
    v: 1,
    kind: 'licenceCheck',
    actor: {},
    items: ['ZZMC'],
    detail: { type: 'card', name: '参保凭证', labels: ['证照名称'] },
  });
  const alone = merkle.appendLeaves(emptyFrontier, [merkle.leafHash(new TextEncoder().encode(entry))]);
  const note = signNote(formatCheckpoint({ origin, size: alone.size, root: alone.root }), [signer]);
  const shown = {
    index: 0,
    kind: 'licence' as const,
    entry,
    resource: { code: 'licence/card', name: '参保凭证', nameEn: null },
    items: [{ code: 'ZZMC', name: '证照名称', nameEn: null }],
    agency: { creditCode: '', name: '', nameEn: null },
    purpose: { key: '', title: '', titleEn: null },
    grantNumber: null,
    caseNumber: null,
  };
  const itsProof = formatProof({ index: 0, hashes: alone.proofs(0), checkpoint: note });
  expect(proveUse(shown, itsProof, [vkey])).toEqual({ ok: true, size: 1, origin });
  for (const lie of [
    { ...shown, kind: 'read' as const },
    { ...shown, resource: { code: 'licence/other', name: '', nameEn: null } },
    { ...shown, agency: { creditCode: '11330100DEM000268E', name: '', nameEn: null } },
  ])
    expect(proveUse(lie, itsProof, [vkey])).toEqual({ ok: false, fault: 'entry' });
  expect(proveUse({ ...use, kind: 'licence' }, proof, [vkey])).toEqual({ ok: false, fault: 'entry' });
});

import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { emptyFrontier, merkle } from './merkle.ts';
import { cosign } from './note-algorithms.ts';
import { buildBody, formatProof, parseProof, type Receipt, replyDigest, splitBody, verifyReceipt } from './receipt.ts';
import { formatCheckpoint, formatVkey, type NoteSigner, signNote } from './signed-note.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function newSigner(name: string): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    name,
    publicKey: Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'),
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}

const log = newSigner('data.example.gov/ledger');
const vkey = formatVkey(log.name, log.publicKey);
const reply = { found: true, record: { name: '张三', married: null, since: '2019-05-20', amount: 12.5 }, zone: 'z' };

interface Making {
  reply: object;
  others: number;
  place: number;
  signers: NoteSigner[];
  origin: string;
  salt: Uint8Array;
  extra?: Uint8Array;
}

/** A reply's body as a ledger makes it: the entry appended among others, the root signed. */
function make(change: Partial<Making> = {}): { body: string; receipt: Receipt; replyCanonical: string } {
  const making: Making = {
    reply,
    others: 4,
    place: 2,
    signers: [log],
    origin: log.name,
    salt: new Uint8Array(16).fill(9),
    ...change,
  };
  const replyCanonical = canonicalJson(making.reply);
  const entry = {
    kind: 'call',
    grant: 'g-1',
    grantVersion: 3,
    items: ['name', 'married'],
    replyDigest: replyDigest(making.salt, replyCanonical),
  };
  const leaves = Array.from({ length: making.others }, (_, place) => merkle.leafHash(Uint8Array.of(place)));
  leaves.splice(making.place, 0, merkle.leafHash(bytesOf(canonicalJson(entry))));
  const { size, root, proofs } = merkle.appendLeaves(emptyFrontier, leaves);
  const checkpoint = signNote(formatCheckpoint({ origin: making.origin, size, root }), making.signers);
  const proof = formatProof({
    index: making.place,
    hashes: proofs(making.place),
    checkpoint,
    ...(making.extra ? { extra: making.extra } : {}),
  });
  const receipt = { entry, salt: Buffer.from(making.salt).toString('base64url'), proof };
  return { body: buildBody(replyCanonical, receipt), receipt, replyCanonical };
}

const failing = (body: string | Uint8Array, vkeys: string[] = [vkey]) =>
  verifyReceipt(typeof body === 'string' ? bytesOf(body) : body, vkeys)
    .checks.filter((check) => !check.ok)
    .map((check) => check.name);

describe('proof (c2sp.org/tlog-proof)', () => {
  const hash = 'gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=';
  const checkpoint = `example.com/fancylog\n109482\n${hash}\n\n— example.com/fancylog AAAAAAA=\n`;

  it.each([
    `c2sp.org/tlog-proof@v1\nindex 73894\n${hash}\n${hash}\n\n${checkpoint}`,
    `c2sp.org/tlog-proof@v1\nextra YWJj\nindex 0\n\n${checkpoint}`,
  ])('is written as it is read: %j', (text) => {
    const proof = parseProof(text)!;
    expect(proof.checkpoint).toBe(checkpoint);
    expect(formatProof(proof)).toBe(text);
  });

  it.each([
    `c2sp.org/tlog-proof@v2\nindex 1\n\n${checkpoint}`,
    `c2sp.org/tlog-proof@v1\n${checkpoint}`,
    `c2sp.org/tlog-proof@v1\nindex 01\n\n${checkpoint}`,
    `c2sp.org/tlog-proof@v1\nindex -1\n\n${checkpoint}`,
    `c2sp.org/tlog-proof@v1\nindex 9007199254740992\n\n${checkpoint}`,
    `c2sp.org/tlog-proof@v1\nindex 1\nextra YWJj\n\n${checkpoint}`,
    `c2sp.org/tlog-proof@v1\nextra YWJ\nindex 1\n\n${checkpoint}`,
    `c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n${checkpoint}`,
    `c2sp.org/tlog-proof@v1\r\nindex 1\r\n\r\n${checkpoint}`,
    'c2sp.org/tlog-proof@v1\nindex 1\n',
    '',
  ])('%j is none', (text) => {
    expect(parseProof(text)).toBeNull();
  });
});

describe('body with receipt', () => {
  it('is the canonical reply with the receipt as last member', () => {
    const { body, receipt, replyCanonical } = make();
    expect(body).toBe(`${replyCanonical.slice(0, -1)},"receipt":${canonicalJson(receipt)}}`);
    expect(splitBody(bytesOf(body))).toEqual({ reply, replyCanonical, receipt });
  });

  it('is JSON for an empty reply too', () => {
    const { body, receipt } = make({ reply: {} });
    expect(JSON.parse(body)).toEqual({ receipt });
    expect(failing(body)).toEqual([]);
  });

  it('is not taken apart unless its bytes are the canonical ones', () => {
    const { body, receipt, replyCanonical } = make();
    const others = [
      `${body}\n`,
      `\ufeff${body}`,
      body.replace(':', ': '),
      body.replace('张', '\\u5f20'),
      body.replace('12.5', '12.50'),
      body.replace('{"found":true', '{"found":true,"found":true'),
      `{"receipt":${canonicalJson(receipt)},${replyCanonical.slice(1)}`,
      canonicalJson({ ...reply, receipt }),
      buildBody(replyCanonical, { ...receipt, more: 1 } as Receipt),
      buildBody('{"receipt":1}', receipt),
      replyCanonical,
      '[]',
      'null',
      '',
    ];
    for (const other of others) expect(splitBody(bytesOf(other)), other).toBeNull();
    expect(splitBody(Uint8Array.of(0x7b, 0xff, 0x7d))).toBeNull();
  });
});

describe('receipt', () => {
  it('holds for what was sent, and shows the entry', () => {
    const { body, receipt } = make();
    const verdict = verifyReceipt(bytesOf(body), [formatVkey('other.example/log', log.publicKey), vkey]);
    expect(verdict.ok).toBe(true);
    expect(verdict.checks.map((check) => check.name)).toEqual([
      'body-is-canonical',
      'reply-digest',
      'leaf-in-tree',
      'checkpoint-signature',
    ]);
    expect(verdict.entry).toEqual(receipt.entry);
  });

  it('holds for any reply, at any place of a log of any size', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.nat(30),
        fc.nat(),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (any, others, pick, salt) => {
          const { receipt: _, ...given } = JSON.parse(JSON.stringify(any));
          expect(failing(make({ reply: given, others, place: pick % (others + 1), salt }).body)).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('fails with any one byte of the body changed, whichever byte it is', () => {
    const body = bytesOf(make().body);
    for (let place = 0; place < body.length; place += 1) {
      for (const mask of [1, 0x20]) {
        const changed = body.slice();
        changed[place]! ^= mask;
        const { ok, entry } = verifyReceipt(changed, [vkey]);
        if (ok || entry) expect.fail(`byte ${place} xor ${mask} went unnoticed`);
      }
    }
  });

  it('fails with any one byte of the key changed, whichever byte it is', () => {
    const body = bytesOf(make().body);
    for (let place = 0; place < vkey.length; place += 1) {
      for (const mask of [1, 0x20]) {
        const changed =
          vkey.slice(0, place) + String.fromCharCode(vkey.charCodeAt(place) ^ mask) + vkey.slice(place + 1);
        if (verifyReceipt(body, [changed]).ok) expect.fail(`byte ${place} xor ${mask} went unnoticed`);
      }
    }
    expect(verifyReceipt(body, []).ok).toBe(false);
    expect(verifyReceipt(body, [vkey, 'nonsense']).ok).toBe(false);
  });

  it('names the check that fails', () => {
    const { receipt, replyCanonical } = make();
    const { proof, entry } = receipt;
    const other = make({ others: 9, place: 5 }).receipt;
    expect(failing(replyCanonical)).toEqual([
      'body-is-canonical',
      'reply-digest',
      'leaf-in-tree',
      'checkpoint-signature',
    ]);
    expect(failing(buildBody('{"found":false}', receipt))).toEqual(['reply-digest']);
    expect(failing(buildBody(replyCanonical, { ...receipt, salt: 'AAAA' }))).toEqual(['reply-digest']);
    expect(failing(buildBody(replyCanonical, { ...receipt, entry: { ...entry, grantVersion: 4 } }))).toEqual([
      'leaf-in-tree',
    ]);
    expect(failing(buildBody(replyCanonical, { ...receipt, proof: proof.replace('index 2', 'index 3') }))).toEqual([
      'leaf-in-tree',
    ]);
    expect(
      failing(buildBody(replyCanonical, { ...receipt, proof: other.proof.replace('index 5', 'index 4') })),
    ).toEqual(['leaf-in-tree']);
    expect(failing(buildBody(replyCanonical, { ...receipt, proof: '' }))).toEqual([
      'leaf-in-tree',
      'checkpoint-signature',
    ]);
    expect(failing(make({ signers: [newSigner(log.name)] }).body)).toEqual(['leaf-in-tree', 'checkpoint-signature']);
  });

  it('rests on a checkpoint of the key’s own log', () => {
    expect(failing(make({ origin: 'another.example/ledger' }).body)).toContain('checkpoint-signature');
  });

  it('may bear the lines of witnesses: those of known keys must hold, those of unknown keys are passed over', () => {
    const witness = newSigner('witness.example/w1');
    const signers = (sign: NoteSigner['sign']): NoteSigner[] => [
      log,
      { ...witness, algorithm: 'cosignature/v1', sign: (text) => cosign(1_790_000_000, text, sign) },
    ];
    const witnessKey = formatVkey(witness.name, witness.publicKey, 'cosignature/v1');
    const witnessed = make({ signers: signers(witness.sign) }).body;
    expect(failing(witnessed)).toEqual([]);
    expect(failing(witnessed, [vkey, witnessKey])).toEqual([]);
    const forged = make({ signers: signers(log.sign) }).body;
    expect(failing(forged, [vkey, witnessKey])).toContain('checkpoint-signature');
    expect(failing(witnessed, [witnessKey])).toContain('checkpoint-signature');
  });

  it('is verified by whichever key of the log signed it, after a rotation as well', () => {
    const next = newSigner(log.name);
    const keys = [formatVkey(next.name, next.publicKey), vkey];
    expect(failing(make().body, keys)).toEqual([]);
    expect(failing(make({ signers: [next] }).body, keys)).toEqual([]);
  });

  it('carries no extra data, because nothing would vouch for it', () => {
    expect(failing(make({ extra: Uint8Array.of(1) }).body)).toContain('leaf-in-tree');
  });
});

import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatCheckpoint,
  formatVkey,
  type NoteSigner,
  parseCheckpoint,
  parseNote,
  parseVkey,
  signNote,
  verifyNote,
} from './signed-note.ts';

function newSigner(name: string): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    name,
    publicKey: Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'),
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}
const keyOf = ({ name, publicKey }: NoteSigner) => parseVkey(formatVkey(name, publicKey))!;

const log = newSigner('data.example.gov/ledger');
const witness = newSigner('witness.example/w1');
const text = formatCheckpoint({ origin: log.name, size: 20852163, root: new Uint8Array(32).fill(7) });

// The example of golang.org/x/mod/sumdb/note, where the format comes from.
const neumannKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const neumannText =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const neumannNote = `${neumannText}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

describe('verifier key (c2sp.org/signed-note)', () => {
  it('is read from the keys that others publish, and written as they write them', () => {
    for (const vkey of [neumannKey, 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8']) {
      const key = parseVkey(vkey)!;
      expect(formatVkey(key.name, key.publicKey)).toBe(vkey);
    }
  });

  it.each([
    '',
    'PeterNeumann',
    neumannKey.replace('c74f20a3', 'c74f20a4'),
    neumannKey.replace('c74f20a3', 'C74F20A3'),
    neumannKey.replace('Peter', 'Peter '),
    neumannKey.replace('Peter', 'peter'),
    neumannKey.slice(0, -4),
    `${neumannKey}\n`,
    neumannKey.replace('+AR', '+BB'),
  ])('%j is refused', (vkey) => {
    expect(parseVkey(vkey)).toBeNull();
  });

  it.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\u0085b', 'a\nb', 'a\u0001'])('is not written under the name %j', (name) => {
    expect(() => formatVkey(name, log.publicKey)).toThrow(RangeError);
    expect(() => signNote(text, [{ ...log, name }])).toThrow(RangeError);
  });
});

describe('signed note (c2sp.org/signed-note)', () => {
  it('verifies a note that others signed', () => {
    expect(verifyNote(neumannNote, [parseVkey(neumannKey)!])).toMatchObject({ ok: true, text: neumannText });
  });

  it('is verified by the keys of its signatures', () => {
    const note = signNote(text, [log, witness]);
    expect(parseNote(note)?.signatures.map((signature) => signature.name)).toEqual([log.name, witness.name]);
    expect(verifyNote(note, [keyOf(witness), keyOf(log)])).toEqual({
      ok: true,
      text,
      keys: [keyOf(log), keyOf(witness)],
    });
  });

  it('passes over signatures of unknown keys', () => {
    const note = signNote(text, [witness, log]);
    expect(verifyNote(note, [keyOf(log)])).toMatchObject({ ok: true, keys: [keyOf(log)] });
    expect(verifyNote(note, [])).toEqual({ ok: false, fault: 'signerUnknown' });
    expect(verifyNote(note, [keyOf(newSigner(log.name))])).toEqual({ ok: false, fault: 'signerUnknown' });
  });

  it('is refused whole when one known key’s signature is wrong', () => {
    const note = signNote(text, [log, { ...witness, sign: (bytes) => log.sign(bytes) }]);
    expect(verifyNote(note, [keyOf(log), keyOf(witness)])).toEqual({ ok: false, fault: 'signatureWrong' });
    expect(verifyNote(signNote(text, [{ ...log, sign: () => new Uint8Array(63) }]), [keyOf(log)])).toEqual({
      ok: false,
      fault: 'signatureWrong',
    });
  });

  it('is separated from its signatures by its last empty line', () => {
    const paragraphs = 'one\n\ntwo\n\n\nthree\n';
    expect(verifyNote(signNote(paragraphs, [log]), [keyOf(log)])).toMatchObject({ ok: true, text: paragraphs });
  });

  it.each([
    ['no signature', `${text}\n`],
    ['no empty line', text],
    ['no last newline', signNote(text, [log]).slice(0, -1)],
    ['a carriage return', signNote(text, [log]).replaceAll('\n', '\r\n')],
    ['a line that is no signature', `${signNote(text, [log])}- ${log.name} AAAAAAA=\n`],
    ['a signature without a key ID', `${text}\n— ${log.name} AAAA\n`],
    ['a signature not in base64', `${text}\n— ${log.name} AAAAAAB=\n`],
    ['more signatures than a note may have', signNote(text, new Array(101).fill(log))],
    ['no text', `\n— ${log.name} AAAAAAA=\n`],
  ])('is malformed with %s', (_, note) => {
    expect(verifyNote(note, [keyOf(log)])).toEqual({ ok: false, fault: 'malformed' });
  });

  it.each(['', 'no newline', 'tab\t\n', 'nul\0\n', '\ud800\n'])('is not made of the text %j', (bad) => {
    expect(() => signNote(bad, [log])).toThrow(RangeError);
  });

  it('no longer verifies with any one character changed', () => {
    const note = signNote(text, [log]);
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 94 }), (place, step) => {
        const code = note.charCodeAt(place);
        const changed = String.fromCharCode(
          code < 0x21 || code > 0x7e ? 0x21 + step : 0x21 + ((code - 0x21 + (step % 94 || 1)) % 94),
        );
        expect(verifyNote(note.slice(0, place) + changed + note.slice(place + 1), [keyOf(log)]).ok).toBe(false);
      }),
    );
  });
});

describe('checkpoint (c2sp.org/tlog-checkpoint)', () => {
  it('reads the example of the specification', () => {
    const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const checkpoint = parseCheckpoint(example)!;
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163, extensions: [] });
    expect(formatCheckpoint(checkpoint)).toBe(example);
  });

  it('is read back as it was written', () => {
    const line = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((value) => [...value].every((character) => character >= ' '));
    fc.assert(
      fc.property(
        line,
        fc.maxSafeNat(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.array(line, { maxLength: 3 }),
        (origin, size, root, extensions) => {
          expect(parseCheckpoint(formatCheckpoint({ origin, size, root, extensions }))).toEqual({
            origin,
            size,
            root,
            extensions,
          });
        },
      ),
    );
  });

  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
  it.each([
    `o\n01\n${root}\n`,
    `o\n-1\n${root}\n`,
    `o\n1e3\n${root}\n`,
    `o\n9007199254740992\n${root}\n`,
    `o\n\n${root}\n`,
    `\n1\n${root}\n`,
    `o\n1\nAAAA\n`,
    `o\n1\n${root}`,
    `o\n1\n${root}\n\n`,
    `o\n1\n`,
    '',
  ])('%j is none', (bad) => {
    expect(parseCheckpoint(bad)).toBeNull();
  });

  it('is not written with what it cannot state', () => {
    const good = { origin: 'o', size: 1, root: new Uint8Array(32) };
    for (const bad of [
      { origin: '' },
      { origin: 'a\nb' },
      { size: -1 },
      { size: 1.5 },
      { root: new Uint8Array(31) },
      { extensions: [''] },
      { extensions: ['a\nb'] },
    ]) {
      expect(() => formatCheckpoint({ ...good, ...bad })).toThrow(RangeError);
    }
  });
});

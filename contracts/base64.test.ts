import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from './base64.ts';

describe('base64 (RFC 4648)', () => {
  it('is written as the runtime writes it, and read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(encodeBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
        expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['A', 'AA', 'AA=', 'AB==', 'AAB=', 'AA==\n', ' AA==', 'A A=', '====', 'AA==AA==', '-_==', '=AAA'])(
    '%j is no base64',
    (text) => {
      expect(decodeBase64(text)).toBeNull();
    },
  );

  it.each(['A', 'AB', 'AA==', 'A+', 'A/', 'AA\n'])('%j is no base64url', (text) => {
    expect(decodeBase64Url(text)).toBeNull();
  });
});

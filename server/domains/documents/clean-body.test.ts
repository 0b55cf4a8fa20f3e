import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanBody, plainText } from './clean-body.ts';

/** The tags without what their attributes say: an address may hold any words, also those of a handler. */
const withoutValues = (html: string) =>
  html.replaceAll(/<[a-z][^\s>]*(?:\s+[\w-]+="[^"]*")*>/gi, (tag) => tag.replaceAll(/="[^"]*"/g, '=""'));

describe('the text of a document', () => {
  test.each([
    ['a script', '<p>甲</p><script>alert(1)</script>', '<p>甲</p>', [['script', 1]]],
    ['an event handler', '<p onclick="alert(1)">甲</p>', '<p>甲</p>', []],
    ['a picture', '<p>甲<img src=x onerror=alert(1)></p>', '<p>甲</p>', [['img', 1]]],
    ['a link that runs', '<p><a href="javascript:alert(1)">甲</a></p>', '<p><a>甲</a></p>', []],
    ['a frame', '<iframe src="https://example.org"></iframe><p>乙</p>', '<p>乙</p>', [['iframe', 1]]],
    [
      'a drawing',
      '<svg><script>1</script></svg><p>乙</p>',
      '<p>乙</p>',
      [
        ['svg', 1],
        ['script', 1],
      ],
    ],
    ['looks', '<p style="color:red" class="x"><span>甲</span></p>', '<p>甲</p>', []],
  ])('keeps no %s', (_, html, body, dropped) => {
    const cleaned = cleanBody(html);
    expect(cleaned.body).toBe(body);
    expect(cleaned.dropped.map(({ what, times }) => [what, times])).toEqual(expect.arrayContaining(dropped));
  });

  test('keeps headings, lists, tables with their spans, and links', () => {
    const html =
      '<h2>一</h2><ol start="3"><li>甲</li></ol><table><tbody><tr><td colspan="2">乙</td></tr></tbody></table><p><a href="https://www.gov.cn/">丙</a></p>';
    expect(cleanBody(html).body).toBe(html);
  });

  test('is the same when it is cleaned again, and never holds a handler, a script or a style', () => {
    const piece = fc.constantFrom(
      ...[
        '<p>',
        '</p>',
        '<b>',
        '<script>',
        '</script>',
        '<img src=x onerror=y>',
        '<a href="',
        'javascript:',
        '">',
        '</a>',
      ],
      ...[
        '<svg/onload=z>',
        '<!--',
        '-->',
        '<style>',
        '&lt;',
        '<math>',
        '<td>',
        '"',
        "'",
        '甲',
        'x',
        '<h1>',
        '<template>',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { body } = cleanBody(pieces.join(''));
        expect(cleanBody(body).body).toBe(body);
        expect(body).not.toMatch(/<(script|style|img|svg|iframe|template|math)|href="javascript/i);
        expect(withoutValues(body)).not.toMatch(/<[^>]*\son\w+=/i);
      }),
      { numRuns: 500 },
    );
  });

  test('gives its words without marks', () => {
    expect(plainText('<h2>一</h2><p>甲 &amp; 乙</p><ul><li>丙</li></ul>')).toBe('一 甲 & 乙 丙');
  });
});

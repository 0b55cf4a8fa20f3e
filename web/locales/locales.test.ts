import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { grantChanges, requestActs } from '../../contracts/sharing.ts';

const web = join(import.meta.dirname, '..');
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(web, name), 'utf8') }));
const parts = readdirSync(join(import.meta.dirname, 'en')).map((file) => file.replace('.json', ''));
const chinese = wordsOf('zh-CN', parts);
const english = wordsOf('en', parts);
/** The words that are loaded with the pages of a folder. */
const loaded = {
  front: ['common'],
  agency: ['common', 'agency', 'documents'],
  sharing: ['common', 'agency', 'sharing'],
  operator: ['common', 'agency', 'operator', 'documents'],
  citizen: ['common', 'citizen', 'documents'],
};

test('both languages say the same things', () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
});

test('a text has the same blanks in both languages', () => {
  const blanks = (text = '') => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
  const unequal = [...chinese].filter(([key, text]) => blanks(text).join() !== blanks(english.get(key)).join());
  expect(unequal).toEqual([]);
});

test('every text that the pages name is there', () => {
  const named = sources.flatMap(({ name, text }) =>
    [
      ...text.matchAll(/\bt\(\s*'([\w.-]+)'/g),
      ...text.matchAll(/\bt\(\s*[^'`()]+\? '([\w.-]+)' : '([\w.-]+)'/g),
    ].flatMap((found) => found.slice(1).map((key) => `${name} ${key}`)),
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((each) => !chinese.has(each.split(' ')[1]!))).toEqual([]);
});

test('every act of a sharing request and of a grant has its words', () => {
  const acts = [...requestActs, ...grantChanges].map((act) => `ledger.acts.${act}`);
  expect(acts.filter((key) => !chinese.has(key))).toEqual([]);
});

test('no text is left in the code of a page', () => {
  expect(sources.flatMap(({ name, text }) => leftIn(name, text))).toEqual([]);
});

test('a text left in the code is found', () => {
  expect(leftIn('a.tsx', 'const a = <p title="Name">{"姓名"} Hello</p>;')).toEqual([
    'a.tsx: Name',
    'a.tsx: 姓名',
    'a.tsx: Hello',
  ]);
});

test.each(['agency', 'sharing', 'operator', 'citizen', 'front', 'app', 'ui'])(
  'the pages of %s name only words that come with them',
  (folder) => {
    const here = new Set(
      [...wordsOf('en', loaded[folder as 'agency'] ?? ['common']).keys()].map((key) => key.split('.')[0]),
    );
    const named = sources
      .filter(({ name }) => name.startsWith(`${folder}/`))
      .flatMap(({ name, text }) =>
        [...text.matchAll(/\bt\([^)]*?['`]([a-z]\w*)\./g)].map((found) => `${name} ${found[1]}`),
      );
    expect(named.length).toBeGreaterThan(3);
    expect([...new Set(named)].filter((each) => !here.has(each.split(' ')[1]!))).toEqual([]);
  },
);

test('no two parts say the same key', () => {
  const keys = parts.flatMap((part) => [...new Set([...wordsOf('en', [part]).keys()].map((key) => key.split('.')[0]))]);
  expect(keys).toHaveLength(new Set(keys).size);
});

function wordsOf(language: string, wanted: string[]): Map<string, string> {
  const read = (part: string) => JSON.parse(readFileSync(join(import.meta.dirname, language, `${part}.json`), 'utf8'));
  return new Map(wanted.flatMap((part) => [...textsOf(read(part))]));
}

/** The texts by key; the forms of a counted text are one. */
function textsOf(tree: object, before = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') texts.set(before + key.replace(/_(one|other)$/, ''), value);
    else for (const [within, text] of textsOf(value, `${before}${key}.`)) texts.set(within, text);
  }
  return texts;
}

/** Chinese anywhere but in comments; letters between tags and in attributes that are read out. */
function leftIn(name: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(node.text);
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
      const spoken = ['title', 'alt', 'placeholder', 'aria-label', 'label', 'summary'].includes(node.name.getText());
      if (spoken && /\p{L}/u.test(node.initializer.text)) found.push(node.initializer.text);
    }
    const literal = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node);
    if (literal && /\p{Script=Han}/u.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found.map((each) => `${name}: ${each.trim()}`);
}

import { expect, test } from 'vitest';
import { askedOf, catalogueSearch } from './catalogue-search.ts';

test('an address that says nothing asks for everything', () => {
  expect(askedOf(catalogueSearch({}))).toEqual({});
});

test('what of an address is no search is dropped', () => {
  const asked = askedOf(catalogueSearch({ q: 101, class: 101, cycle: '3', format: 'A B', shareType: 'none', page: 2 }));
  expect(asked).toEqual({ q: '101', class: '101', cycle: '3' });
});

import { expect, test } from 'vitest';
import { missingNote } from './missing-note.ts';

test('several missing things are numbered, with what is added after them', () => {
  expect(missingNote(['甲', '乙'], ' 丙 ')).toBe('1. 甲\n2. 乙\n丙');
});

test('one thing stands without a number; nothing is nothing', () => {
  expect(missingNote(['甲'], '')).toBe('甲');
  expect(missingNote([], '  ')).toBe('');
});

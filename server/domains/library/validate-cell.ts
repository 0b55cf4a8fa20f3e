import type { Item } from '../../../contracts/catalogue.ts';
import { creditCodeFault } from '../../../contracts/credit-code.ts';
import { readGeometry } from '../../../contracts/geometry.ts';
import type { RowFault } from '../../../contracts/library.ts';

export type CellFault = Omit<RowFault, 'item'>;

/**
 * Checks one cell that is not empty and gives the text that PostgreSQL takes for the item's type, or the fault. These run
 * for every cell of every file, so they allocate nothing for a cell that is right as it stands.
 */
export type CellCheck = (cell: string) => string | CellFault;

/** The codes of the lists that items name. */
export type CodesByList = ReadonlyMap<string, ReadonlySet<string>>;

/** The check of an item, by its type (数据类型 of the catalogue guide), length, code list, check digits, and whether it is a place. */
export function cellCheck(
  item: Pick<Item, 'type' | 'length' | 'precision' | 'codeList' | 'check' | 'element'>,
  codes: CodesByList,
): CellCheck {
  if (item.check === 'citizenId') return citizenIdCell;
  if (item.check === 'creditCode') return creditCodeCell;
  if (item.codeList !== null) return codeCell(item.codeList, codes.get(item.codeList) ?? new Set());
  switch (item.type) {
    case 'C':
    case 'M':
    case 'G':
      return item.element === 'geometry' ? geometryCell(item.length) : freeText(item.length);
    case 'N':
      return decimalCell(item.length ?? 1000, item.precision, item.precision ?? 1000);
    case 'Y':
      return decimalCell(Math.min(item.length ?? 20, 20), 2, Math.min(item.precision ?? 2, 2));
    case 'I':
      return integerCell(item.length ?? 16);
    case 'B':
    case 'F':
      return floatCell;
    case 'D':
      return dateCell;
    case 'T':
      return timeCell;
    case 'L':
      return logicalCell;
  }
}

const anyText: CellCheck = (cell) => cell;

function freeText(length: number | null): CellCheck {
  return length === null ? anyText : textCell(length);
}

function textCell(limit: number): CellCheck {
  const fault: CellFault = { reason: 'tooLong', details: { limit } };
  return (cell) => (cell.length <= limit || characters(cell) <= limit ? cell : fault);
}

const notAGeometry: CellFault = { reason: 'notAGeometry' };

function geometryCell(length: number | null): CellCheck {
  const fits = freeText(length);
  // Nothing in a geometry needs an escape, and PostgreSQL's jsonb, which searches by place, takes not all that JSON has.
  return (cell) => (cell.includes('\\') || readGeometry(cell) === null ? notAGeometry : fits(cell));
}

function characters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) count -= 1;
  }
  return count;
}

function codeCell(list: string, codes: ReadonlySet<string>): CellCheck {
  const fault: CellFault = { reason: 'codeUnknown', details: { list } };
  return (cell) => {
    if (codes.has(cell)) return cell;
    const trimmed = cell.trim();
    return codes.has(trimmed) ? trimmed : fault;
  };
}

const weights = Uint8Array.of(7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
const checks = Uint8Array.from('10X98765432', (character) => character.charCodeAt(0));
const capitalX = 0x58;
const smallX = 0x78;
const citizenIdFault: CellFault = { reason: 'citizenId' };

/** GB 11643, as contracts/citizen-id.ts has it, without its slices; a small x is written as the standard's X. */
function citizenIdCell(cell: string): string | CellFault {
  const id = trimmed(cell);
  if (id.length !== 18) return citizenIdFault;
  let sum = 0;
  for (let place = 0; place < 17; place += 1) {
    const digit = id.charCodeAt(place) - 48;
    if (digit < 0 || digit > 9) return citizenIdFault;
    sum += digit * weights[place]!;
  }
  const last = id.charCodeAt(17);
  const check = checks[sum % 11];
  if (last !== check && !(last === smallX && check === capitalX)) return citizenIdFault;
  if (!isDay(number(id, 6, 4), number(id, 10, 2), number(id, 12, 2))) return citizenIdFault;
  return last === smallX ? `${id.slice(0, 17)}X` : id;
}

const creditFault: CellFault = { reason: 'creditCode' };

function creditCodeCell(cell: string): string | CellFault {
  const code = trimmed(cell);
  return creditCodeFault(code) === null ? code : creditFault;
}

/** `whole + fraction` digits in all, of which the fraction is reserved when `precision` is set. */
function decimalCell(length: number, precision: number | null, decimals: number): CellCheck {
  const wholeLimit = length - (precision ?? 0);
  const notANumber: CellFault = { reason: 'notANumber' };
  const tooManyDigits: CellFault = { reason: 'tooManyDigits', details: { limit: wholeLimit } };
  const tooManyDecimals: CellFault = { reason: 'tooManyDecimals', details: { limit: decimals } };
  return (cell) => {
    const text = trimmed(cell);
    let at = signLength(text);
    const start = at;
    while (text.charCodeAt(at) === 48) at += 1;
    const firstDigit = at;
    while (isDigit(text.charCodeAt(at))) at += 1;
    if (at === start) return notANumber;
    const whole = at - firstDigit;
    let fraction = 0;
    if (at < text.length) {
      if (text.charCodeAt(at) !== 46) return notANumber;
      at += 1;
      while (isDigit(text.charCodeAt(at))) {
        at += 1;
        fraction += 1;
      }
      if (fraction === 0 || at < text.length) return notANumber;
    }
    if (whole > wholeLimit) return tooManyDigits;
    return fraction > decimals ? tooManyDecimals : text;
  };
}

const notAnInteger: CellFault = { reason: 'notAnInteger' };
const outOfRange: CellFault = { reason: 'outOfRange' };

/** Whole numbers that JSON can carry exactly (up to 2^53 − 1), written without sign or zeros before them. */
function integerCell(length: number): CellCheck {
  const limit = Math.min(length, 16);
  const tooManyDigits: CellFault = { reason: 'tooManyDigits', details: { limit } };
  return (cell) => {
    const text = trimmed(cell);
    const sign = signLength(text);
    let at = sign;
    let value = 0;
    let digits = 0;
    for (; at < text.length; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return notAnInteger;
      value = value * 10 + digit;
      if (value > 0) digits += 1;
    }
    if (at === sign) return notAnInteger;
    if (digits > limit) return tooManyDigits;
    if (value > Number.MAX_SAFE_INTEGER) return outOfRange;
    if (sign === 0 && digits === text.length) return text;
    return text.charCodeAt(0) === 45 && value !== 0 ? `-${value}` : String(value);
  };
}

const floatShape = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const notAFloat: CellFault = { reason: 'notANumber' };

function floatCell(cell: string): string | CellFault {
  const text = cell.trim();
  if (!floatShape.test(text)) return notAFloat;
  const value = Number(text);
  return Number.isFinite(value) ? String(value) : outOfRange;
}

const notADate: CellFault = { reason: 'notADate' };
const noSuchDay: CellFault = { reason: 'noSuchDay' };
const looseDate = /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))$/;

/** `2026-01-31`, and as agencies also write it: 2026/1/31, 2026.1.31, 20260131, 2026年1月31日. */
function dateCell(cell: string): string | CellFault {
  if (cell.length === 10 && cell.charCodeAt(4) === 45 && cell.charCodeAt(7) === 45) {
    const year = number(cell, 0, 4);
    const month = number(cell, 5, 2);
    const day = number(cell, 8, 2);
    if (year >= 0 && month >= 0 && day >= 0) return isDay(year, month, day) ? cell : noSuchDay;
  }
  const match = looseDate.exec(cell.trim());
  if (!match) return notADate;
  const year = Number(match[1]);
  const month = Number(match[3] ?? match[5] ?? match[7]);
  const day = Number(match[4] ?? match[6] ?? match[8]);
  return isDay(year, month, day) ? isoDate(year, month, day) : noSuchDay;
}

const notATime: CellFault = { reason: 'notATime' };
const timeShape =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?(?: ?(Z|[+-]\d{2}:?\d{2}))?)?$/;

/** A date and time; without an offset it is Asia/Shanghai's, the one working time of the country. */
function timeCell(cell: string): string | CellFault {
  const match = timeShape.exec(cell.trim());
  if (!match) return notATime;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  if (!isDay(Number(year), Number(month), Number(day))) return noSuchDay;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return notATime;
  if (zone && zone !== 'Z' && (Number(zone.slice(1, 3)) > 14 || Number(zone.slice(-2)) > 59)) return notATime;
  const date = isoDate(Number(year), Number(month), Number(day));
  return `${date} ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:${second.padStart(2, '0')}${fraction}${zone ?? '+08:00'}`;
}

const notLogical: CellFault = { reason: 'notLogical' };
const logical = new Map([
  ...['是', 'true', '1', 'y', 'yes', 't'].map((word) => [word, 't'] as const),
  ...['否', 'false', '0', 'n', 'no', 'f'].map((word) => [word, 'f'] as const),
]);

function logicalCell(cell: string): string | CellFault {
  return logical.get(cell) ?? logical.get(cell.trim().toLowerCase()) ?? notLogical;
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  if (month === 2) return day <= ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28);
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}

function isoDate(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The number that `length` digits at `from` make, or −1. */
function number(text: string, from: number, length: number): number {
  let value = 0;
  for (let at = from; at < from + length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function trimmed(cell: string): string {
  return cell.charCodeAt(0) <= 32 || cell.charCodeAt(cell.length - 1) <= 32 ? cell.trim() : cell;
}

function signLength(text: string): number {
  const first = text.charCodeAt(0);
  return first === 45 || first === 43 ? 1 : 0;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

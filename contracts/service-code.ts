import { creditCodeFault } from './credit-code.ts';

export type ServiceCodeFault = 'length' | 'agency' | 'level' | 'basicCode' | 'businessItem';

export interface ServiceCodeParts {
  /** Credit code of the agency that implements the item. */
  agency: string;
  /** 行使层级: 1 国家, 2 省, 3 市, 4 县, 5 镇乡街道, 6 村社区, 7 分级管理 (GB/T 39046). */
  level: number;
  /** 基本编码, the same wherever the item is offered. */
  basicCode: string;
  /** 业务办理项, two digits, or null for the item itself. */
  businessItem: string | null;
}

/**
 * The first fault of the code of a service item, or null: 实施编码 of 31 characters (agency's credit code 18, level 1,
 * basic code 12) or 业务办理项 of 33 (two digits more). GB/T 39046.
 */
export function serviceCodeFault(text: string): ServiceCodeFault | null {
  if (text.length !== 31 && text.length !== 33) return 'length';
  if (creditCodeFault(text.slice(0, 18))) return 'agency';
  if (!/^[1-7]$/.test(text.charAt(18))) return 'level';
  if (!/^[0-9A-Z]{12}$/.test(text.slice(19, 31))) return 'basicCode';
  return text.length === 31 || /^\d{2}$/.test(text.slice(31)) ? null : 'businessItem';
}

/** The code of a service item from its parts. Throws RangeError when a part has a fault. */
export function formatServiceCode(parts: ServiceCodeParts): string {
  const code = `${parts.agency}${parts.level}${parts.basicCode}${parts.businessItem ?? ''}`;
  // Parts of wrong lengths can make up a code that is right as a whole but reads otherwise.
  const aligned = parts.agency.length === 18 && parts.basicCode.length === 12;
  if (!aligned || serviceCodeFault(code)) throw new RangeError(`Not the code of a service item: ${code}`);
  return code;
}

/** The parts of the code of a service item, or null when it has a fault. */
export function parseServiceCode(text: string): ServiceCodeParts | null {
  if (serviceCodeFault(text)) return null;
  return {
    agency: text.slice(0, 18),
    level: Number(text[18]),
    basicCode: text.slice(19, 31),
    businessItem: text.slice(31) || null,
  };
}

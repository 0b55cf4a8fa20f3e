import type { PackResource, ResourceItem } from '../../contracts/pack.ts';
import { type Random, randomFor } from './generate-random.ts';
import { type FaultKind, faultKinds, type Row, type WorldRow } from './generate-rows.ts';

/**
 * Spoils rows as agencies' files are spoiled. The kinds take turns; each is planted once among the first rows (every
 * third), so that even a small file has them all, and from then on at random until their share is reached.
 */
export class FaultPlanter {
  readonly #resource: PackResource;
  readonly #share: number;
  readonly #random: Random;
  readonly #kinds: FaultKind[];
  #rows = 0;
  #planted = 0;

  constructor(resource: PackResource, share: number, seed: number) {
    this.#resource = resource;
    this.#share = share;
    this.#random = randomFor(seed, `faults/${resource.key}`, 0);
    this.#kinds = faultKinds.filter((kind) => this.#candidates(kind).length > 0);
  }

  /** The row as it goes to the file: as it is, spoiled, or twice. */
  *plant(row: Row): Generator<WorldRow> {
    const resource = this.#resource.key;
    this.#rows += 1;
    const kind = this.#due() ? this.#kinds[this.#planted % this.#kinds.length] : undefined;
    if (!kind) {
      yield { resource, row, fault: null };
      return;
    }
    if (kind === 'duplicateKey') {
      this.#planted += 1;
      yield { resource, row, fault: null };
      yield { resource, row: { ...row }, fault: { kind, item: '' } };
      return;
    }
    const candidates = this.#candidates(kind).filter((item) => kind === 'missingRequired' || row[item.code] !== null);
    if (candidates.length === 0) {
      yield { resource, row, fault: null };
      return;
    }
    this.#planted += 1;
    const item = this.#random.pick(candidates);
    yield {
      resource,
      row: { ...row, [item.code]: this.#spoil(kind, item, row[item.code]) },
      fault: { kind, item: item.code },
    };
  }

  #due(): boolean {
    if (this.#share <= 0 || this.#kinds.length === 0) return false;
    if (this.#planted < this.#kinds.length) return this.#rows % 3 === 0;
    // Those planted early count towards the share: the chance waits until the file has grown to fit them.
    return this.#planted < this.#rows * this.#share && this.#random.chance(0.1);
  }

  #candidates(kind: FaultKind): ResourceItem[] {
    const { items, keyItems } = this.#resource;
    if (kind === 'duplicateKey') return keyItems.length > 0 ? items : [];
    return items.filter((item) => {
      if (kind === 'wrongCheckDigit') return item.check !== undefined;
      if (kind === 'impossibleDate') return item.type === 'D';
      if (kind === 'missingRequired') return item.required && !keyItems.includes(item.code);
      if (kind === 'unknownCode') return item.codeList !== undefined;
      return item.type === 'C' && (item.length ?? 0) >= 30 && item.check === undefined && item.codeList === undefined;
    });
  }

  #spoil(kind: FaultKind, item: ResourceItem, value: Row[string] | undefined): Row[string] {
    const text = String(value ?? '');
    if (kind === 'wrongCheckDigit') return text.slice(0, -1) + (text.endsWith('7') ? '3' : '7');
    if (kind === 'impossibleDate') return `${this.#random.pick(['2019', '2021', '2022', '2023', '2025'])}-02-29`;
    if (kind === 'missingRequired') return null;
    if (kind === 'unknownCode') return 'Z'.repeat(item.length ?? 1);
    return text + '长'.repeat((item.length ?? 0) + 1 - [...text].length);
  }
}

import { DomainError } from '../../platform/domain-error.ts';
import { lineLimit, type TextPiece } from './decode-text.ts';
import type { RowSink } from './row-sink.ts';

const separators = [',', '\t', ';', '|'];
const quote = 0x22;

/**
 * Reads CSV (RFC 4180; also with tab, semicolon or bar) strictly: a quote that is not closed, or text after a closing
 * one, is a `file-malformed` that names the line on which the row begins, because what follows could be read in two ways. Lines
 * without a quote, nearly all, are cut where their separators stand.
 */
export class CsvReader {
  readonly #sink: RowSink;
  #separator = ',';
  #headerSeen = false;
  /** Of the text that is read: whether it holds a carriage return; whether it holds neither a quote nor a backslash. */
  #returns = false;
  #plain = false;
  #rest = '';
  #restLine = 1;
  #cells: string[] = [];

  constructor(sink: RowSink) {
    this.#sink = sink;
  }

  push({ text, line }: TextPiece): void {
    if (this.#rest === '') this.#read(text, line);
    else this.#read(this.#rest + text, this.#restLine);
  }

  end(): void {
    if (this.#rest === '') return;
    const rest = this.#rest;
    this.#read(`${rest}\n`, this.#restLine);
    if (this.#rest !== '') throw unclosed(this.#restLine);
  }

  #read(text: string, firstLine: number): void {
    this.#rest = '';
    let line = firstLine;
    let from = 0;
    const quoted = text.includes('"');
    // Kept in fields: a local of the text alone would be found anew for every line by the engine's optimiser.
    this.#returns = text.includes('\r');
    this.#plain = !quoted && !text.includes('\\');
    // Where the next separator stands, over as many lines as it lies ahead: no sign of the text is looked at twice for it.
    let separatorAt = -2;
    while (from < text.length) {
      const end = text.indexOf('\n', from);
      if (end < 0) {
        this.#keep(text, from, line);
        return;
      }
      if (!this.#headerSeen) this.#separator = separatorOf(text.slice(from, end));
      const quoteAt = quoted ? text.indexOf('"', from) : -1;
      if (quoteAt < 0 || quoteAt > end) {
        const stop = text.charCodeAt(end - 1) === 13 && end > from ? end - 1 : end;
        if (stop > from) {
          const cells: string[] = [];
          let start = from;
          for (;;) {
            if (separatorAt < start && separatorAt !== -1) separatorAt = text.indexOf(this.#separator, start);
            if (separatorAt < 0 || separatorAt >= stop) break;
            cells.push(text.slice(start, separatorAt));
            start = separatorAt + 1;
          }
          cells.push(text.slice(start, stop));
          const content = this.#plain && this.#separator === ',' ? text.slice(from, stop) : undefined;
          this.#row(cells, line, this.#returns && content?.includes('\r') ? undefined : content);
        }
        from = end + 1;
        line += 1;
        continue;
      }
      const next = this.#scan(text, from, line);
      if (next < 0) {
        if (text.length - from > lineLimit) throw unclosed(line);
        this.#keep(text, from, line);
        return;
      }
      this.#row(this.#cells, line);
      for (let at = end; at >= 0 && at < next; at = text.indexOf('\n', at + 1)) line += 1;
      from = next;
    }
  }

  #keep(text: string, from: number, line: number): void {
    this.#rest = text.slice(from);
    this.#restLine = line;
  }

  #row(cells: string[], line: number, text?: string): void {
    if (cells[0] === '' && cells.every((cell) => cell === '')) return;
    if (this.#headerSeen) {
      this.#sink.row(cells, line, text);
      return;
    }
    this.#headerSeen = true;
    this.#sink.header(cells, line);
  }

  /** Reads one row with quotes into #cells. Returns where the next begins, or −1 when the text ends within this one. */
  #scan(text: string, from: number, line: number): number {
    const cells: string[] = [];
    const separator = this.#separator.charCodeAt(0);
    let at = from;
    for (;;) {
      if (text.charCodeAt(at) === quote) {
        let cell = '';
        let start = at + 1;
        for (;;) {
          const close = text.indexOf('"', start);
          if (close < 0) return -1;
          if (text.charCodeAt(close + 1) !== quote) {
            cell += text.slice(start, close);
            at = close + 1;
            break;
          }
          cell += text.slice(start, close + 1);
          start = close + 2;
        }
        cells.push(cell);
        if (text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10) at += 1;
        if (at >= text.length) return -1;
        if (text.charCodeAt(at) !== separator && text.charCodeAt(at) !== 10) throw afterQuote(line);
      } else {
        const start = at;
        let unit = text.charCodeAt(at);
        while (unit !== separator && unit !== 10) {
          at += 1;
          if (at >= text.length) return -1;
          unit = text.charCodeAt(at);
        }
        cells.push(text.slice(start, unit === 10 && text.charCodeAt(at - 1) === 13 && at > start ? at - 1 : at));
      }
      if (text.charCodeAt(at) === 10) {
        this.#cells = cells;
        return at + 1;
      }
      at += 1;
    }
  }
}

/** The separator of a header: the first of comma, tab, semicolon and bar that stands in it. */
export function separatorOf(header: string): string {
  return separators.find((separator) => header.includes(separator)) ?? ',';
}

function unclosed(line: number): DomainError {
  return new DomainError('file-malformed', { line, fault: { zh: '引号没有闭合', en: 'a quote is not closed' } });
}

function afterQuote(line: number): DomainError {
  return new DomainError('file-malformed', {
    line,
    fault: { zh: '闭合引号之后还有文字', en: 'there is text after a closing quote' },
  });
}

export interface ReadDay {
  day: string;
  kind: 'rest' | 'work';
  name: string;
}
export type LineFault = 'noDate' | 'noSuchDay' | 'backwards' | 'otherYear' | 'repeated';
export interface ReadDays {
  days: ReadDay[];
  faults: { line: number; text: string; fault: LineFault }[];
}

const date = /(?:(\d{4})\s*[-年/.]\s*)?(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?/.source;
const weekday = /(?:\s*[（(]?(?:周|星期)[一二三四五六日天][）)]?)?/.source;
const pattern = new RegExp(
  `${date}${weekday}(?:\\s*(?:至|到|~|～|—|–|--| to )\\s*(?:${date}|(\\d{1,2})\\s*日?)${weekday})?`,
);

/**
 * Reads one list of a notice: a day or a span on each line, with its name before or behind: `2027-01-01 元旦`,
 * `元旦：1月1日（周五）至3日（周日）放假`. A month and day without a year is one of `year`.
 */
export function readDays(text: string, year: number, kind: ReadDay['kind'], fallback: string): ReadDays {
  const days: ReadDay[] = [];
  const faults: ReadDays['faults'] = [];
  // Several days of one line stand apart by a comma, a semicolon or 、.
  const lines = text.split(/\r?\n/).flatMap((line, at) => partsOf(line).map((part) => ({ ...part, line: at + 1 })));
  for (const { line, text: part, name } of lines) {
    const refuse = (fault: LineFault) => faults.push({ line, text: part.trim(), fault });
    const found = pattern.exec(part);
    if (!found) {
      refuse('noDate');
      continue;
    }
    const [, firstYear, firstMonth, firstDay, lastYear, lastMonth, lastDay, onlyDay] = found;
    const first = dayOf(Number(firstYear ?? year), Number(firstMonth), Number(firstDay));
    const last =
      (lastDay ?? onlyDay)
        ? dayOf(Number(lastYear ?? firstYear ?? year), Number(lastMonth ?? firstMonth), Number(lastDay ?? onlyDay))
        : first;
    if (!first || !last) refuse('noSuchDay');
    else if (last < first) refuse('backwards');
    else if (!first.startsWith(`${year}-`) || !last.startsWith(`${year}-`)) refuse('otherYear');
    else {
      for (const day of span(first, last)) {
        if (days.some((each) => each.day === day)) refuse('repeated');
        else days.push({ day, kind, name: name || fallback });
      }
    }
  }
  return { days: days.sort((a, b) => a.day.localeCompare(b.day)), faults };
}

/** The parts of a line that have a date each, and the name that all of them share. */
function partsOf(line: string): { text: string; name: string }[] {
  const plain = line.replace(/^\s*(?:[一二三四五六七八九十]+|\d{1,2})\s*[、．]\s*/, '');
  if (plain.trim() === '') return [];
  const texts = plain.split(/[,，;；、]/).filter((part) => part.trim() !== '');
  const dated = texts.filter((part) => pattern.test(part));
  const name = plain
    .replace(new RegExp(pattern, 'g'), ' ')
    .replace(/放假调休|放假|调休|上班|补班|休息|与周末连休|共\s*\d+\s*天|[，,;；、。：:（）()]/g, ' ')
    .trim()
    .replace(/\s+/g, ' ')
    .slice(0, 40);
  return (dated.length > 0 ? dated : [plain]).map((text) => ({ text, name }));
}

function dayOf(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null;
}

function span(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

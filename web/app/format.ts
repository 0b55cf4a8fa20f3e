const zone = 'Asia/Shanghai';
const parts = (at: string, options: Intl.DateTimeFormatOptions, language: string) =>
  new Intl.DateTimeFormat(language, { timeZone: zone, ...options }).format(moment(at));

/** A day without a time is that day in Shanghai; anything else is an instant. */
function moment(at: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(at) ? `${at}T12:00:00+08:00` : at);
}

/** 2026-11-23: for tables, cards and sources. */
export function shortDay(at: string): string {
  return parts(at, { dateStyle: 'short' }, 'sv-SE');
}

/** 2026-11-23 14:05 */
export function shortTime(at: string): string {
  return parts(at, { dateStyle: 'short', timeStyle: 'short' }, 'sv-SE');
}

/** 11月23日 (周一) or Monday 23 November: for sentences. The year is said when it is not this one. */
export function proseDay(at: string, language: string): string {
  const year = parts(at, { year: 'numeric' }, 'en') === parts(new Date().toISOString(), { year: 'numeric' }, 'en');
  if (language === 'en') {
    return parts(at, { weekday: 'long', day: 'numeric', month: 'long', ...(!year && { year: 'numeric' }) }, 'en-GB');
  }
  const day = parts(at, { month: 'long', day: 'numeric', ...(!year && { year: 'numeric' }) }, 'zh-CN');
  return `${day} (${parts(at, { weekday: 'short' }, 'zh-CN')})`;
}

/** Today in Shanghai, YYYY-MM-DD. */
export function today(): string {
  return shortDay(new Date().toISOString());
}

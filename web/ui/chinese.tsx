/** The language of a text that may stand in Chinese alone: marked, so that it is read out right on an English page (WCAG 3.1.2). */
export function langOf(text: string): 'zh-CN' | undefined {
  return /\p{Script=Han}/u.test(text) ? 'zh-CN' : undefined;
}

/** A text that the data may hold in Chinese alone: a law, a summary, a name that someone gave. */
export function Chinese({ text }: { text: string }) {
  return <span lang={langOf(text)}>{text}</span>;
}

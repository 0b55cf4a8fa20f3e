/** The language of a text that may be mostly Chinese: marked, so that it is read out right on an English page (WCAG 3.1.2). */
export function langOf(text: string): 'zh-CN' | undefined {
  const [signs, letters] = [/\p{Script=Han}/gu, /[a-z]/gi].map((kind) => text.match(kind)?.length ?? 0);
  // A Chinese sign says as much as three letters.
  return signs! * 3 > letters! ? 'zh-CN' : undefined;
}

/** A text that the data may hold in Chinese alone: a law, a summary, a name that someone gave. */
export function Chinese({ text }: { text: string }) {
  return <span lang={langOf(text)}>{text}</span>;
}

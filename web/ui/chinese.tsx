/**
 * The language of a text that came with the data, marked so that it is read out right on a page of the other language
 * (WCAG 3.1.2); undefined for numbers, codes and names of a word or two.
 */
export function langOf(text: string): 'zh-CN' | 'en' | undefined {
  const [signs, letters] = [/\p{Script=Han}/gu, /[a-z]/gi].map((kind) => text.match(kind)?.length ?? 0);
  // A Chinese sign says as much as three letters.
  if (signs! * 3 > letters!) return 'zh-CN';
  return /[a-z]+([ ,’'-]+[a-z]+){2}/i.test(text) ? 'en' : undefined;
}

/** A text that the data may hold in Chinese alone: a law, a summary, a name that someone gave. */
export function Chinese({ text }: { text: string }) {
  return <span lang={langOf(text)}>{text}</span>;
}

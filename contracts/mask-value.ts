/**
 * A personal value as screens show it until a reason is given (个人信息保护法 art. 51): long ones keep two characters at each
 * end, short ones their first; never more than a third of it.
 */
export function maskValue(value: string): string {
  const characters = [...value];
  const shown = Math.min(2, Math.floor(characters.length / 6));
  if (shown === 0)
    return characters.length < 3
      ? '*'.repeat(characters.length)
      : `${characters[0]}${'*'.repeat(characters.length - 1)}`;
  return [
    ...characters.slice(0, shown),
    '*'.repeat(characters.length - 2 * shown),
    ...characters.slice(characters.length - shown),
  ].join('');
}

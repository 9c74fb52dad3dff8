/** What stands between the groups, however it is typed, and the sign that people put before a number. */
const between = /[\s\p{Pd}\u2212._#]/gu;
/** Letters that no number has, and what was meant by them. */
const lookAlikes: Record<string, string> = { O: '0', I: '1', L: '1', U: 'V' };

/**
 * What somebody typed of an order's number or a ticket's code, in the characters that those are made of; undefined for
 * text that is neither.
 */
export function typedCode(text: string): string | undefined {
  const characters = text.normalize('NFKC').toUpperCase().replace(between, '');
  if (!/^[0-9A-Z]+$/.test(characters)) return undefined;
  return characters.replace(/[OILU]/g, (letter) => lookAlikes[letter]!);
}

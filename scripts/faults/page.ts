/** The lines that stand there. */
export function linesBetween(text: string, name: string): string[] {
  const [, content = ''] = text.split(new RegExp(`<!-- /?${name} -->`));
  return content.split('\n').filter((line) => line !== '');
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. @throws where a page has no such place. */
export function replaceBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no place for ${name}.`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

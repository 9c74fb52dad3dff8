/** A piece of a description: text, or a link where `href` is set. */
export type Piece = { text: string; href?: string };

const link = /https?:\/\/[^\s<>"]+/gi;
/** What usually ends the sentence around a link and not the link, e.g. "(see https://example.org/a)." */
const sentenceEnd = /[.,;:!?'’”»…]+$/;

/** The paragraphs of a description, which blank lines separate, each as text and links. Only http and https link. */
export const paragraphsOf = (description: string): Piece[][] =>
  description
    .split(/\r?\n(?:[^\S\n]*\r?\n)+/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => piecesOf(paragraph.trim()));

function piecesOf(paragraph: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: match, index } of paragraph.matchAll(link)) {
    const text = withoutSentenceEnd(match);
    if (!URL.canParse(text)) continue;
    if (index > end) pieces.push({ text: paragraph.slice(end, index) });
    pieces.push({ text, href: new URL(text).href });
    end = index + text.length;
  }
  if (end < paragraph.length) pieces.push({ text: paragraph.slice(end) });
  return pieces;
}

/** Without the punctuation after a link; a closing bracket belongs to the link only if the link opens it. */
function withoutSentenceEnd(found: string): string {
  const text = found.replace(sentenceEnd, '');
  return text.endsWith(')') && !text.includes('(') ? withoutSentenceEnd(text.slice(0, -1)) : text;
}

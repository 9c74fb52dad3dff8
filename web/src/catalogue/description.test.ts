import { describe, expect, it } from 'vitest';
import { paragraphsOf } from './description.ts';

describe('a description', () => {
  it('has a paragraph for each block of text, and keeps single line breaks', () => {
    expect(paragraphsOf('Doors 19:00\r\n \r\n\nTwo\nlines\n')).toEqual([
      [{ text: 'Doors 19:00' }],
      [{ text: 'Two\nlines' }],
    ]);
    expect(paragraphsOf(' \n\n ')).toEqual([]);
  });

  it.each([
    ['https://a.example/b?c=1&d#e', 'https://a.example/b?c=1&d#e'],
    ['HTTP://A.example', 'http://a.example/'],
    ['see https://a.example/b.', 'https://a.example/b'],
    ['(see https://a.example/b).', 'https://a.example/b'],
    ['https://a.example/b_(c)', 'https://a.example/b_(c)'],
    ['<b>https://a.example/b</b>', 'https://a.example/b'],
  ])('links what is a web address in %s', (text, href) => {
    const [pieces] = paragraphsOf(text);
    expect(pieces!.filter((piece) => piece.href).map((piece) => piece.href)).toEqual([href]);
    expect(pieces!.map((piece) => piece.text).join('')).toBe(text);
  });

  it.each(['javascript:alert(1)', 'data:text/html,<script>', 'ftp://a.example', 'https://', 'a.example'])(
    'links nothing in %s',
    (text) => expect(paragraphsOf(text)).toEqual([[{ text }]]),
  );
});

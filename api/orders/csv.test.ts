import { describe, expect, it } from 'vitest';
import { csvCell, csvFile } from './csv.ts';

describe('a cell', () => {
  it.each([
    ['Ada', 'Ada'],
    ['Zoë Łuczak', 'Zoë Łuczak'],
    ['', ''],
    [null, ''],
    [2500, '2500'],
    ['Smith, John', '"Smith, John"'],
    ['the "Rock"', '"the ""Rock"""'],
    ['two\nlines', '"two\nlines"'],
    ['a;b', '"a;b"'],
    [' Ada ', '" Ada "'],
    ['0123-4567', '0123-4567'],
  ])('of %j is %j', (value, cell) => expect(csvCell(value)).toBe(cell));

  it.each([
    ['=1+1', "'=1+1"],
    ['+441234', "'+441234"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', '"\'\t=1"'],
    ['\r=1', '"\'\r=1"'],
    ['＝1+1', "'＝1+1"],
    ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
  ])('of %j is no formula', (value, cell) => expect(csvCell(value)).toBe(cell));
});

it('is a file of UTF-8 that says so, one line for its titles and one for each row, page by page', async () => {
  async function* pages() {
    yield [{ name: 'Ada', count: 1 }];
    yield [
      { name: 'Zoë', count: 2 },
      { name: '=x', count: 3 },
    ];
  }
  const columns = [
    { title: 'Name', cell: (row: { name: string }) => row.name },
    { title: 'Tickets', cell: (row: { count: number }) => row.count },
  ];
  const pieces: Uint8Array[] = [];
  for await (const piece of csvFile(columns, pages())) pieces.push(piece);
  expect(pieces).toHaveLength(3);
  const bytes = Buffer.concat(pieces);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(bytes.subarray(3).toString()).toBe("Name,Tickets\r\nAda,1\r\nZoë,2\r\n'=x,3\r\n");
});

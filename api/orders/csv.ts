/** One column of a file: its title, and what stands in it for a row. */
export type Column<Row> = { title: string; cell: (row: Row) => string | number | null };

/** What spreadsheets take for the beginning of a formula, also as a full-width character. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
/** What would end a cell, also where a spreadsheet separates with semicolons or tabs, and spaces that it would drop. */
const needsQuotes = /[",;\t\r\n]|^\s|\s$/;
/** Says that the file is UTF-8, which Excel would not think by itself. */
const byteOrderMark = '\ufeff';
const encoder = new TextEncoder();

/** A cell (RFC 4180). Text that a spreadsheet would calculate gets an apostrophe, which makes it text again. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csvLine = (cells: (string | number | null)[]) => `${cells.map(csvCell).join(',')}\r\n`;

/** A whole file, a piece for each page of rows: it never holds more than one page. */
export async function* csvFile<Row>(columns: Column<Row>[], pages: AsyncIterable<Row[]>): AsyncGenerator<Uint8Array> {
  yield encoder.encode(byteOrderMark + csvLine(columns.map(({ title }) => title)));
  for await (const rows of pages)
    yield encoder.encode(rows.map((row) => csvLine(columns.map(({ cell }) => cell(row)))).join(''));
}

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('histories/', import.meta.url);

/** Arguments and results are kept as Base64. */
const readable = (text: string) =>
  text.replaceAll(/"data": ?"([\w+/=]+)"/g, (_, data: string) => `"data":${Buffer.from(data, 'base64').toString()}`);

it('finds no e-mail address and no field for a name in any recorded history', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  expect(files.length).toBeGreaterThan(20);
  const texts = files.map((file) => ({ file, text: readable(readFileSync(new URL(file, folder), 'utf8')) }));
  expect(texts.filter(({ text }) => text.includes('"reservationId"'))).not.toEqual([]);
  // An identity of Temporal's is a process and its machine, such as 12@host.
  const address = /[\w.+-]+@[\w-]+\.(?:[\w-]+\.)*[a-z]{2,}\b/i;
  expect(texts.filter(({ text }) => address.test(text)).map(({ file }) => file)).toEqual([]);
  expect(texts.filter(({ text }) => /"(buyer_?name|buyer_?email|email)"/i.test(text)).map(({ file }) => file)).toEqual(
    [],
  );
});

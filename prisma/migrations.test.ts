import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** The migrations before this one were applied to tables that were empty or small. */
const firstBesideASale = '20261127000500';

const folder = new URL('migrations/', import.meta.url);
const later = readdirSync(folder).filter((name) => /^\d/.test(name) && name >= firstBesideASale);
const sqlOf = (name: string) =>
  readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8')
    .replaceAll(/--.*$/gm, '')
    .trim();

/** What a migration does that makes buyers wait while it runs on a large table. */
function holdUps(sql: string): string[] {
  const made = [...sql.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/gi)].map(([, table]) => table);
  const statements = sql.split(';').filter((statement) => statement.trim());
  const indexes = [...sql.matchAll(/CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?.*? ON (?:ONLY )?(\w+)/gis)];
  return [
    ...indexes
      .filter(([, concurrently, table]) => !concurrently && !made.includes(table))
      .map(([, , table]) => `an index on ${table} is not made concurrently`),
    ...(indexes.some(([, concurrently]) => concurrently) && statements.length > 1
      ? ['an index that is made concurrently needs a migration of its own']
      : []),
    ...(/ALTER COLUMN \w+ (?:SET DATA )?TYPE/i.test(sql) ? ['another type of a column rewrites its table'] : []),
  ];
}

it('finds what would make buyers wait', () => {
  expect(holdUps('CREATE INDEX one ON orders (id);')).toHaveLength(1);
  expect(holdUps('CREATE TABLE refunds (id int); CREATE INDEX one ON refunds (id);')).toEqual([]);
  expect(holdUps('CREATE INDEX CONCURRENTLY one ON orders (id);')).toEqual([]);
  expect(holdUps('CREATE INDEX CONCURRENTLY one ON orders (id); SELECT 1;')).toHaveLength(1);
  expect(holdUps('ALTER TABLE orders ALTER COLUMN id TYPE bigint;')).toHaveLength(1);
});

it('makes nobody wait in any migration since then', () => {
  expect(later.flatMap((name) => holdUps(sqlOf(name)).map((holdUp) => `${name}: ${holdUp}`))).toEqual([]);
});

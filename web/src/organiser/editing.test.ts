import { createRoot } from 'solid-js';
import { describe, expect, it } from 'vitest';
import { Problem } from '../http/problem.ts';
import { changedFields } from './changed-fields.ts';
import { clashOf, createEditing, rebase } from './editing.ts';

const before = { name: 'Stalls', price: '25', capacity: '100' };

describe('a clash', () => {
  it.each([
    ['nothing', { ...before, name: 'Standing' }, before, undefined],
    ['another field', { ...before, name: 'Standing' }, { ...before, capacity: '500' }, undefined],
    ['the same field to the same value', { ...before, name: 'Front' }, { ...before, name: 'Front' }, undefined],
    ['the same field', { ...before, name: 'Front' }, { ...before, name: 'Rear', price: '9' }, ['name']],
  ])('is where a colleague changed %s', (_, mine, theirs, fields) =>
    expect(clashOf(mine, before, theirs)?.fields).toEqual(fields),
  );

  it('keeps own edits on top of theirs, except those that are given up', () => {
    const mine = { ...before, name: 'Front', price: '30' };
    const theirs = { ...before, name: 'Rear', capacity: '500' };
    expect(rebase(mine, before, theirs)).toEqual({ name: 'Front', price: '30', capacity: '500' });
    expect(rebase(mine, before, theirs, ['name'])).toEqual({ name: 'Rear', price: '30', capacity: '500' });
  });
});

/** A form on a server that refuses a change whose etag is not that of its present values. */
function editing() {
  const entity = (values: typeof before, etag: string) => ({ ...values, etag });
  const server = { values: before, etag: '"1"', received: [] as object[] };
  const write = (changes: object) => {
    server.values = { ...server.values, ...changes };
    server.etag = `"${Number(server.etag.slice(1, -1)) + 1}"`;
    return entity(server.values, server.etag);
  };
  const form = createRoot(() =>
    createEditing({
      entity: entity(before, '"1"'),
      draftOf: ({ etag: _etag, ...values }) => values,
      changesOf: (draft, base) => changedFields(draft, base),
      send: async (changes, etag) => {
        if (etag !== server.etag) throw new Problem(412, { current: entity(server.values, server.etag) });
        server.received.push(changes);
        return write(changes);
      },
      present: (problem) => problem.fields['current'] as ReturnType<typeof entity>,
    }),
  );
  return { form, server, colleague: write };
}

it('sends only what was edited, and nothing where nothing was', async () => {
  const { form, server } = editing();
  expect(await form.save(before)).toBe('unchanged');
  expect(await form.save({ ...before, name: 'Front' })).toBe('saved');
  expect(server.received).toEqual([{ name: 'Front' }]);
  expect(form.draft()).toEqual({ ...before, name: 'Front' });
});

it('saves on top of what a colleague changed elsewhere', async () => {
  const { form, server, colleague } = editing();
  colleague({ capacity: '500' });
  expect(await form.save({ ...before, name: 'Front' })).toBe('saved');
  expect(server.values).toEqual({ ...before, name: 'Front', capacity: '500' });
  expect(form.draft()).toEqual(server.values);
});

it('saves nothing where a colleague changed the same, until somebody has decided', async () => {
  const { form, server, colleague } = editing();
  colleague({ name: 'Rear', capacity: '500' });
  const typed = { ...before, name: 'Front', price: '30' };
  expect(await form.save(typed)).toBe('clash');
  expect(form.clash()).toMatchObject({ fields: ['name'], mine: { name: 'Front' }, theirs: { name: 'Rear' } });
  expect(server.received).toEqual([]);

  const mine = form.resolve(typed, 'mine');
  expect(form.clash()).toBeUndefined();
  expect(await form.save(mine)).toBe('saved');
  expect(server.values).toEqual({ name: 'Front', price: '30', capacity: '500' });
});

it('takes the colleague’s value and keeps the other edits', async () => {
  const { form, server, colleague } = editing();
  colleague({ name: 'Rear' });
  const typed = { ...before, name: 'Front', price: '30' };
  await form.save(typed);
  expect(await form.save(form.resolve(typed, 'theirs'))).toBe('saved');
  expect(server.received).toEqual([{ price: '30' }]);
});

it('passes other problems on', async () => {
  const form = createRoot(() =>
    createEditing({
      entity: { ...before, etag: '"1"' },
      draftOf: ({ etag: _etag, ...values }) => values,
      changesOf: (draft, base) => changedFields(draft, base),
      send: async () => Promise.reject(new Problem(409, { error: 'would_close' })),
      present: () => ({ ...before, etag: '"2"' }),
    }),
  );
  await expect(form.save({ ...before, name: 'Front' })).rejects.toMatchObject({ code: 'would_close' });
});

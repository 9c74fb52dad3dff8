import { describe, expect, it } from 'vitest';
import { entityTag, requireMatch } from './entity-tag.ts';

const current = { name: 'A', etag: entityTag({ name: 'A' }) };

describe('an entity tag', () => {
  it('is the same for the same values, and another one for others', () => {
    expect(entityTag({ name: 'A' })).toBe(current.etag);
    expect(entityTag({ name: 'B' })).not.toBe(current.etag);
    expect(current.etag).toMatch(/^"[\w-]{22}"$/);
  });

  it.each([undefined, '*', ' * ', current.etag, `"other", ${current.etag}`])('lets If-Match: %s change it', (ifMatch) =>
    expect(() => requireMatch(ifMatch, current)).not.toThrow(),
  );

  it.each(['"other"', '', `W/${current.etag}`, current.etag.slice(1, -1)])('refuses If-Match: %s', (ifMatch) =>
    expect(() => requireMatch(ifMatch, current)).toThrow(
      expect.objectContaining({ status: 412, fields: expect.objectContaining({ current }) }),
    ),
  );
});

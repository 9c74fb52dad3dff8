import { expect, it } from 'vitest';
import { withPrelude } from './redis.ts';

const prelude = `-- What stands in front.
local KEY, OTHER = KEYS[1], KEYS[2]

local function read()
  return redis.call('GET', KEY)
end

-- Reads twice.
local function twice()
  return read() .. read()
end

local function unused()
  return 0
end`;

it('puts in front of a script what it uses of its prelude, and what that uses', () => {
  const script = withPrelude('return twice()', prelude);
  expect(script).toBe(`${prelude.slice(0, prelude.indexOf('local function unused'))}return twice()`);
});

it('leaves a script that uses nothing of its prelude as it is', () => {
  expect(withPrelude('return 1', prelude)).toBe('return 1');
  expect(withPrelude('return unread()', prelude)).toBe('return unread()');
});

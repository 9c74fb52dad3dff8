import { describe, it } from 'vitest';
import { specifications } from './specifications.ts';
import { stores } from './stores.ts';

const connections = stores();

describe('the Lua scripts and SQL functions', () => {
  it.each(specifications)('%s', async (_, check) => check(connections));
});

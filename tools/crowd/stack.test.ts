import { describe, expect, it } from 'vitest';
import { CannotStart } from '../../scripts/cannot-start.ts';
import { stackFrom } from './stack.ts';

const written = {
  apiUrl: 'http://localhost:4000',
  databaseUrl: 'postgresql://ticketdrop@127.0.0.1:5432/ticketdrop',
  redisUrl: 'redis://127.0.0.1:6379',
  temporalAddress: '127.0.0.1:7233',
  temporalUiUrl: 'http://127.0.0.1:8233',
  adminToken: 'sixteen-characters',
};
const of = (environment: Record<string, string | undefined>) => stackFrom(JSON.stringify(written), environment);

describe('the stack that the crowd goes to', () => {
  it('is the one that npm start wrote down, on IPv4 because buyers come from there', () => {
    expect(of({})).toEqual({ ...written, apiUrl: 'http://127.0.0.1:4000', temporalNamespace: 'default' });
  });

  it('gives way to the environment, part by part, but not to an empty variable', () => {
    expect(of({ API_URL: 'http://127.0.0.1:4444', REDIS_URL: '' })).toMatchObject({
      apiUrl: 'http://127.0.0.1:4444',
      redisUrl: written.redisUrl,
    });
  });

  it.each(['https://tickets.example.org', 'http://10.0.0.7:4000', 'http://127.0.0.1.example.org', 'http://[::1]:4000'])(
    'is never %s',
    (url) => {
      expect(() => of({ API_URL: url })).toThrow(/only goes to an API on this machine/);
    },
  );

  it('is asked for in one sentence when nothing runs', () => {
    expect(() => stackFrom(undefined, {})).toThrow(CannotStart);
    expect(() => stackFrom(undefined, {})).toThrow(/not running here.*apiUrl.*npm start/);
    expect(() => stackFrom('{ half', {})).toThrow(/not readable as JSON.*npm start/);
  });
});

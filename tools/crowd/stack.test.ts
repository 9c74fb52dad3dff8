import { describe, expect, it } from 'vitest';
import { CannotStart } from '../../scripts/cannot-start.ts';
import { stackFrom } from './stack.ts';

const stackFile = {
  apiUrl: 'http://localhost:4000',
  databaseUrl: 'postgresql://ticketdrop@127.0.0.1:5432/ticketdrop',
  redisUrl: 'redis://127.0.0.1:6379',
  temporalAddress: '127.0.0.1:7233',
  temporalUiUrl: 'http://127.0.0.1:8233',
  adminToken: 'sixteen-characters',
};
const stackWith = (environment: Record<string, string | undefined>) =>
  stackFrom(JSON.stringify(stackFile), environment);

describe('the stack that the crowd connects to', () => {
  it('is the one in the file of npm start, with an IPv4 address because buyers connect from one', () => {
    expect(stackWith({})).toEqual({ ...stackFile, apiUrl: 'http://127.0.0.1:4000', temporalNamespace: 'default' });
  });

  it('is overridden part by part by the environment, but not by an empty variable', () => {
    expect(stackWith({ API_URL: 'http://127.0.0.1:4444', REDIS_URL: '' })).toMatchObject({
      apiUrl: 'http://127.0.0.1:4444',
      redisUrl: stackFile.redisUrl,
    });
  });

  it.each(['https://tickets.example.org', 'http://10.0.0.7:4000', 'http://127.0.0.1.example.org', 'http://[::1]:4000'])(
    'is never %s',
    (url) => {
      expect(() => stackWith({ API_URL: url })).toThrow(/only goes to an API on this machine/);
    },
  );

  it('is reported as not running in one sentence when there is no file', () => {
    expect(() => stackFrom(undefined, {})).toThrow(CannotStart);
    expect(() => stackFrom(undefined, {})).toThrow(/not running here.*apiUrl.*npm start/);
    expect(() => stackFrom('{ half', {})).toThrow(/not readable as JSON.*npm start/);
  });
});

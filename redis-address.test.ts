import { describe, expect, it } from 'vitest';
import { parseRedisAddress } from './redis-address.ts';

describe('an address of Redis', () => {
  it.each([
    ['redis://localhost', { kind: 'server', tls: false, hosts: [{ host: 'localhost', port: 6379 }], db: 0 }],
    [
      'rediss://ada:p%40ss@redis.example:6380/2',
      {
        kind: 'server',
        tls: true,
        username: 'ada',
        password: 'p@ss',
        hosts: [{ host: 'redis.example', port: 6380 }],
        db: 2,
      },
    ],
    ['redis://:secret@[::1]:6379', { password: 'secret', hosts: [{ host: '::1', port: 6379 }] }],
    [
      'redis+sentinel://a:1,b/main/3',
      {
        kind: 'sentinel',
        name: 'main',
        db: 3,
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26379 },
        ],
      },
    ],
    ['rediss+cluster://a:1,b:2', { kind: 'cluster', tls: true, hosts: [{}, {}] }],
  ])('is read: %s', (text, address) => {
    expect(parseRedisAddress(text)).toMatchObject(address);
  });

  it.each([
    'http://localhost',
    'redis://',
    'redis://a,b',
    'redis://localhost/name',
    'redis+sentinel://a:1',
    'redis+cluster://a:1/2',
    'redis+sentinel://a:1,/main',
    'redis://host:port',
  ])('is refused: %s', (text) => {
    expect(parseRedisAddress(text)).toBeUndefined();
  });
});

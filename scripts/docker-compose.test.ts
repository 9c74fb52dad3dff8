import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { eventIdAttribute } from '../workflows/messages.ts';

const Service = z.object({
  image: z.string(),
  command: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()),
  volumes: z.array(z.string()),
  healthcheck: z.object({ test: z.string() }),
});
const { services, volumes } = z
  .object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.unknown()) })
  .parse(parse(readFileSync('docker-compose.yml', 'utf8')));

it('keeps the data of every component in a volume of its own and opens its ports on this machine only', () => {
  expect(Object.keys(services)).toEqual(['postgres', 'redis', 'temporal']);
  for (const [name, service] of Object.entries(services)) {
    expect(service.volumes.map((volume) => volume.split(':')[0]), name).toEqual([name]);
    expect(Object.keys(volumes)).toContain(name);
    for (const port of service.ports) expect(port, name).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    expect(service.image, name).toMatch(/:\d/);
  }
});

it('holds no password', () => {
  expect(services['postgres']?.environment['POSTGRES_PASSWORD']).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
});

it('runs Redis and Temporal the way npm start does', () => {
  expect(services['redis']?.command).toContain('--appendonly yes');
  expect(services['redis']?.command).toContain('--maxmemory-policy noeviction');
  expect(services['temporal']?.command).toContain(`--search-attribute ${eventIdAttribute.name}=Keyword`);
  expect(services['temporal']?.command).toContain('frontend.namespaceRPS=');
});

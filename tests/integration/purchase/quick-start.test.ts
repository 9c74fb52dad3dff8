import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { stack } from '../../harness.ts';

const { apiUrl, drop } = stack();
const commands = /```bash\n([^]*?)```/.exec(readFileSync('docs/QUICK_START.md', 'utf8'))?.[1] ?? '';
const paste = (api: string, eventId: string) =>
  execa('bash', ['-euo', 'pipefail', '-c', commands], { env: { API: api, EVENT: eventId }, timeout: 45_000 });

it('sells two tickets to whoever pastes the commands of the quick start', async () => {
  const { eventId, tickets } = await drop();
  const { stdout, stderr } = await paste(apiUrl, eventId);
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual(['Paid', 'Paid before (idempotent)', '2']);
  expect(await tickets()).toHaveLength(2);
});

it('sells them to whoever pastes the commands before the sales are up', async () => {
  const { eventId } = await drop();
  let refusals = 2;
  const front = createServer((asked, answer) => {
    if (asked.url?.endsWith('/join') && refusals-- > 0) {
      answer.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' }).end('{"status":503}');
      return;
    }
    asked.pipe(
      request(apiUrl + asked.url, { method: asked.method, headers: asked.headers }, (given) => {
        answer.writeHead(given.statusCode ?? 502, given.headers);
        given.pipe(answer);
      }),
    );
  });
  await once(front.listen(0, '127.0.0.1'), 'listening');
  try {
    const { stdout } = await paste(`http://127.0.0.1:${(front.address() as AddressInfo).port}`, eventId);
    expect(stdout.split('\n')).toEqual(['Paid', 'Paid before (idempotent)', '2']);
  } finally {
    front.close();
  }
});

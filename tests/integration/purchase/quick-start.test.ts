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

it('sells two tickets when the commands of the quick start are pasted', async () => {
  const { eventId, tickets } = await drop();
  const { stdout, stderr } = await paste(apiUrl, eventId);
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual(['Paid', 'Paid before (idempotent)', '2']);
  expect(await tickets()).toHaveLength(2);
});

it('sells them when the commands are pasted before the sales have started', async () => {
  const { eventId } = await drop();
  let refusals = 2;
  const proxy = createServer((incoming, answer) => {
    if (incoming.url?.endsWith('/join') && refusals-- > 0) {
      answer.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' }).end('{"status":503}');
      return;
    }
    incoming.pipe(
      request(apiUrl + incoming.url, { method: incoming.method, headers: incoming.headers }, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      }),
    );
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  try {
    const { stdout } = await paste(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, eventId);
    expect(stdout.split('\n')).toEqual(['Paid', 'Paid before (idempotent)', '2']);
  } finally {
    proxy.close();
  }
});

import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { stack } from '../harness.ts';

const { apiUrl, drop } = stack();

it('sells two tickets to whoever pastes the commands of the quick start', async () => {
  const commands = /```bash\n([^]*?)```/.exec(readFileSync('docs/QUICK_START.md', 'utf8'))?.[1] ?? '';
  const { eventId, tickets } = await drop();
  const { stdout, stderr } = await execa('bash', ['-euo', 'pipefail', '-c', commands], { env: { API: apiUrl, EVENT: eventId }, timeout: 45_000 });
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual(['Paid', 'Paid before (idempotent)', '2']);
  expect(await tickets()).toHaveLength(2);
});

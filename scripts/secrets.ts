import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';

const Secrets = z.object({ ADMIN_TOKEN: z.string().min(16), TICKET_SIGNING_KEY: z.string().min(32) });

/** The secrets of a data folder. Created once, so that tickets and the admin token stay valid after a restart. */
export function loadOrCreateSecrets(dataDir: string): z.infer<typeof Secrets> {
  const file = join(dataDir, 'secrets.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const created = {
      ADMIN_TOKEN: randomBytes(18).toString('base64url'),
      TICKET_SIGNING_KEY: randomBytes(32).toString('base64url'),
    };
    writeFileSync(file, `${JSON.stringify(created, undefined, 2)}\n`, { mode: 0o600 });
    return created;
  }
  try {
    return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new CannotStart(
      `${file} does not hold the secrets any more: put it right, ` +
        'or delete it to get new ones (tickets sold so far then fail at the gate).',
    );
  }
}

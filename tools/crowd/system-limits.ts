import { createServer } from 'node:net';
import { z } from 'zod';
import { CannotStart } from '../../scripts/cannot-start.ts';
import { addressOf } from './buyer-client.ts';

/** Two lines for a buyer who clicks twice at once, and what the process itself needs. */
const filesFor = (buyers: number) => buyers * 2 + 100;

const Limits = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.union([z.coerce.number(), z.literal('unlimited')]) }) }),
});

/** @throws CannotStart when the system does not allow as many connections as the crowd has. */
export function requireOpenFiles(buyers: number): void {
  const soft = Limits.safeParse(process.report.getReport()).data?.userLimits.open_files.soft;
  if (typeof soft !== 'number' || soft >= filesFor(buyers)) return;
  throw new CannotStart(
    `${buyers} buyers need ${filesFor(buyers)} open files and this shell allows ${soft}: run \`ulimit -n ${filesFor(buyers)}\` here and where npm start runs, or send fewer buyers.`,
  );
}

/** @throws CannotStart where 127.x.y.z is not all loopback, as on macOS without aliases: joins are limited by address. */
export async function requireAddresses(buyers: number): Promise<void> {
  const last = addressOf(buyers - 1);
  const free = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false)).listen(0, last, () => server.close(() => resolve(true)));
  });
  if (!free)
    throw new CannotStart(
      `Each buyer comes from a loopback address of its own, and this system has no ${last}. Linux has them all; elsewhere add aliases to the loopback interface first.`,
    );
}

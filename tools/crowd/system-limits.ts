import { createServer } from 'node:net';
import { z } from 'zod';
import { CannotStart } from '../../scripts/cannot-start.ts';
import { addressOf } from './buyer-client.ts';

/** Two connections for a buyer who sends every request twice at once, and the files of the process itself. */
const filesFor = (buyers: number) => buyers * 2 + 100;

const Limits = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.union([z.coerce.number(), z.literal('unlimited')]) }) }),
});

/** @throws CannotStart when the shell's limit of open files is below what the crowd's connections need. */
export function requireOpenFiles(buyers: number): void {
  const soft = Limits.safeParse(process.report.getReport()).data?.userLimits.open_files.soft;
  if (typeof soft !== 'number' || soft >= filesFor(buyers)) return;
  const needed = filesFor(buyers);
  throw new CannotStart(
    `${buyers} buyers need ${needed} open files and this shell allows ${soft}: ` +
      `run \`ulimit -n ${needed}\` here and where npm start runs, or send fewer buyers.`,
  );
}

/**
 * Each buyer needs an address of its own, because joins are limited by address.
 * @throws CannotStart where only 127.0.0.1 is a loopback address, as on macOS without aliases.
 */
export async function requireAddresses(buyers: number): Promise<void> {
  const last = addressOf(buyers - 1);
  const free = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false)).listen(0, last, () => server.close(() => resolve(true)));
  });
  if (!free)
    throw new CannotStart(
      `Each buyer comes from a loopback address of its own, and this system has no ${last}. ` +
        'Linux has them all; elsewhere add aliases to the loopback interface first.',
    );
}

import { connectDatabase } from './client.ts';
import { sampleEvents } from './sample-events.ts';

/**
 * Fills an empty database with sample events that sell in `currency`, with times relative to now.
 * @returns how many it created: 0 if it had any.
 */
export async function seed(databaseUrl: string, currency: string, now = new Date()): Promise<number> {
  const db = connectDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    if ((await db.event.count()) > 0) return 0;
    const events = sampleEvents(now, currency);
    await db.$transaction(
      events.map(({ tiers, ...event }) => db.event.create({ data: { ...event, tiers: { create: tiers } } })),
    );
    return events.length;
  } finally {
    await db.$disconnect();
  }
}

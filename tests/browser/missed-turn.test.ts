import { expect, it } from 'vitest';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { shopper } from './shopper.ts';

const { admin, drop, redis } = stack();
const { visitor } = browser();
const HOUR_MS = 3_600_000;

/** Lets a place have been looked at for the last time a little longer ago than it is kept for. */
async function age(eventId: string, token: string) {
  const { entries } = roomKeys(eventId);
  const [mark, number, , , ...rest] = (await redis.hget(entries, token))!.split('|');
  await redis.hset(entries, token, [mark, number, Date.now() - HOUR_MS - 5_000, 0, ...rest].join('|'));
}

it('says when a turn was missed while the page was not there, and when the place is lost for it', async () => {
  const { eventId } = await drop({
    wave_size: 1,
    wave_interval_ms: 1_000,
    on_sale_at: new Date(Date.now() - 3 * HOUR_MS).toISOString(),
  });
  const setPaused = (paused: boolean) =>
    admin(`/admin/events/${eventId}/${paused ? 'pause' : 'resume'}`, { method: 'POST' });
  const { sale, entries } = roomKeys(eventId);
  const { page, context } = await visitor();
  const ada = shopper(page, eventId);
  await setPaused(true);
  await ada.wait();
  const token = await page.evaluate<string>(`JSON.parse(localStorage['ticketdrop:visit:${eventId}']).token`);
  /** The page is away while waves go, until `seen`. */
  const missTurn = async (seen: () => Promise<boolean>) => {
    await context.setOffline(true);
    await ada.see(/We cannot reach the server right now\./);
    await age(eventId, token);
    await setPaused(false);
    await eventually(seen, Boolean);
    await setPaused(true);
    await context.setOffline(false);
  };

  await missTurn(async () => (await redis.hget(sale, 'missed')) === '1');
  await ada.see(/^You missed your turn at \d\d:\d\d\. You are at the front again: stay here/);
  await inspect(page, 'missed-turn');

  await missTurn(async () => (await redis.hexists(entries, token)) === 0);
  await ada.see(/^It was your turn at \d\d:\d\d, while this page was not open, and the time to come back is over\./);
  expect(await page.title()).toBe('Your place has ended · TicketDrop');
  await inspect(page, 'place-lost');
});

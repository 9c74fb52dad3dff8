import { until } from '../../scripts/poll.ts';
import { figure } from '../figure.ts';
import { sendAll } from '../load/vegeta.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';
import { fillRoom, untilDrained } from '../waiting-crowd.ts';

const holdSeconds = 6;

export const expiry: Scenario = {
  name: 'expiry',
  about:
    'How long after its deadline a hold that nobody pays for is free again, by the clock of Postgres, ' +
    'when all holds run out within seconds of each other',
  async run(context: ScenarioContext) {
    const { stack, quick, say, signal, folder } = context;
    const holds = quick ? 20 : 100;
    const { eventId, tierId } = await stack.organiser.openDrop({ holdSeconds });
    const crowd = await fillRoom(context, eventId, holds);
    await untilDrained(context, eventId);
    say(`${holds} buyers reserve`);
    await sendAll({
      targets: crowd.map(({ buyerId, token }) => ({
        method: 'POST',
        url: `${stack.apiUrl}/events/${eventId}/reservations`,
        headers: { 'X-User-Id': buyerId },
        body: { tier_id: tierId, quantity: 1, token },
      })),
      concurrency: 12,
      folder,
      signal,
    });
    say('the holds run out');
    const open = { event_id: eventId, status: 'active' as const };
    const allEnded = await until(async () => (await stack.db.reservation.count({ where: open })) === 0, {
      withinMs: 60_000,
      signal,
    });
    if (!allEnded) throw new Error('Some holds never ran out.');
    const ended = await stack.db.reservation.findMany({
      where: { event_id: eventId, status: 'expired' },
      select: { expires_at: true, ended_at: true },
    });
    if (ended.length !== holds) throw new Error(`${ended.length} of ${holds} holds expired.`);
    const late = ended.map(({ expires_at, ended_at }) => ended_at!.getTime() - expires_at.getTime());
    return {
      figures: [
        figure(`a hold is freed late, half of ${holds}`, 'ms', late),
        figure(`a hold is freed late, the latest of ${holds}`, 'ms', [Math.max(...late)], {
          goal: { of: 'value', at: 'most', value: 2_000 },
        }),
      ],
    };
  },
};

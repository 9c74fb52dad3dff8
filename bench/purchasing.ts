import { randomUUID } from 'node:crypto';
import type { Drop } from './organiser-client.ts';
import { sendAll, type LoadResult, type Target } from './load/vegeta.ts';
import type { ScenarioContext } from './scenario.ts';
import { purchaseRequests } from './purchase-requests.ts';
import { fillRoom, untilDrained, type WaitingBuyer } from './waiting-crowd.ts';

/** About as many requests as the API sends to Temporal at once on a small machine. */
const concurrency = 12;

export const steps = ['reserve', 'checkout', 'confirm'] as const;
/** The answers of each step of a purchase. */
export type StepResults = Record<(typeof steps)[number], LoadResult>;

/** Runs around each step, for a caller that counts what happens in it. */
export type StepWrapper = (step: keyof StepResults, send: () => Promise<LoadResult>) => Promise<LoadResult>;
const unwrapped: StepWrapper = (_step, send) => send();

type BuyingOptions = {
  wrapStep?: StepWrapper | undefined;
  atOnce?: number;
  /** Whether a buyer who is answered with 503 gives up, instead of ending the run. */
  countRefused?: boolean;
};

/** Admits this many buyers, and lets all of them buy. */
export async function buyAll(
  context: ScenarioContext,
  drop: Drop,
  buyers: number,
  wrapStep?: StepWrapper,
): Promise<StepResults> {
  return buyAdmitted(context, drop, await admitBuyers(context, drop, buyers), { wrapStep });
}

/** Admits this many buyers. The workflows of their places have started when this resolves. */
export async function admitBuyers(
  context: ScenarioContext,
  { eventId }: Drop,
  buyers: number,
): Promise<WaitingBuyer[]> {
  const crowd = await fillRoom(context, eventId, buyers);
  await untilDrained(context, eventId);
  return crowd;
}

/** All of the crowd reserve one ticket each, then all of them check out, then all of them pay. */
export async function buyAdmitted(
  { stack, folder, signal }: ScenarioContext,
  drop: Drop,
  crowd: WaitingBuyer[],
  { wrapStep = unwrapped, atOnce = concurrency, countRefused = false }: BuyingOptions = {},
): Promise<StepResults> {
  const send = (step: keyof StepResults, targets: Target[]) =>
    wrapStep(step, () => sendAll({ targets, concurrency: atOnce, folder, signal, countRefused }));
  const ofCrowd = { buyer_id: { in: crowd.map(({ buyerId }) => buyerId) } };

  const requests = purchaseRequests(stack.apiUrl);
  const reserve = await send(
    'reserve',
    crowd.map((buyer) => requests.reserve(drop, buyer)),
  );
  const held = await stack.db.reservation.findMany({
    where: { ...ofCrowd, status: 'active' },
    select: { id: true, buyer_id: true },
  });
  const checkout = await send('checkout', held.map(requests.checkout));
  const sessions = await stack.db.checkoutSession.findMany({ where: ofCrowd, select: { id: true, buyer_id: true } });
  const confirm = await send('confirm', sessions.map(requests.confirm));
  const sold = await stack.db.order.count({ where: ofCrowd });
  const refused = reserve.refused + checkout.refused + confirm.refused;
  if (sold < crowd.length - refused) throw new Error(`${sold} of ${crowd.length} buyers have an order.`);
  return { reserve, checkout, confirm };
}

/** Sends the same messages to workflows whose activities do nothing. */
export async function messageAll(
  { folder, signal }: Pick<ScenarioContext, 'folder' | 'signal'>,
  limitUrl: string,
  purchases: number,
): Promise<StepResults> {
  const ids = Array.from({ length: purchases }, () => randomUUID());
  const send = (message: string) =>
    sendAll({
      targets: ids.map((id) => ({ method: 'POST', url: `${limitUrl}/messages/${id}/${message}` })),
      concurrency,
      folder,
      signal,
    });
  return { reserve: await send('hold'), checkout: await send('checkout'), confirm: await send('confirm') };
}

/** Milliseconds of one purchase when the machine does nothing else: the sum of its three steps. */
export const costOf = (results: StepResults): number =>
  steps.reduce((total, step) => total + 1_000 / results[step].perSecond, 0);

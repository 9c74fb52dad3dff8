import type { Finding } from '../../activities/reconciler/finding.ts';
import { stripeBooks, type ProviderPayment } from '../../activities/payments/stripe-books.ts';
import type { System } from './system.ts';

const DAY_SECONDS = 86_400;
/** A purchase settles its payment by then, also when the provider was away for a while. */
const DOUBT_SECONDS = 600;

type OurPayment = { key: string; intent_id: string | null; state: string; amount_cents: number; held: boolean };

/** Where the provider's books of the last day differ from ours. Nothing where no provider keeps any. */
export async function differentBooks({ config, db }: Pick<System, 'config' | 'db'>): Promise<Finding[]> {
  if (config.PAYMENT_PROVIDER !== 'stripe') return [];
  let theirs: ProviderPayment[];
  try {
    theirs = (await stripeBooks(config, DAY_SECONDS)).filter(({ ageSeconds }) => ageSeconds > DOUBT_SECONDS);
  } catch (failure) {
    const { message } = failure as Error;
    return [{ subject: 'Stripe', problem: `its books could not be read: ${message}` }];
  }
  const ours = await db.$queryRaw<OurPayment[]>`
    SELECT p.key, p.intent_id, p.state::text, p.amount_cents, r.status = 'active' AS held
    FROM payments p JOIN reservations r ON r.id = p.reservation_id
    WHERE p.key = ANY(${theirs.map(({ key }) => key)})`;
  const byKey = new Map(ours.map((payment) => [payment.key, payment]));
  return theirs.flatMap((payment) => {
    const problem = differenceOf(payment, byKey.get(payment.key));
    return problem === undefined ? [] : [{ subject: `${payment.key} (${payment.reference})`, problem }];
  });
}

/** What is wrong with a payment of theirs; undefined where nothing is. */
export function differenceOf(theirs: ProviderPayment, ours: OurPayment | undefined): string | undefined {
  const isOurs = ours?.intent_id === theirs.reference;
  if (theirs.state === 'captured') {
    if (!isOurs || !['captured', 'refunded'].includes(ours.state))
      return `Stripe took ${theirs.amountCents} for it, and our books say ${isOurs ? ours.state : 'nothing of it'}`;
    if (ours.amount_cents !== theirs.amountCents)
      return `Stripe took ${theirs.amountCents} for it, and ${ours.amount_cents} were owed`;
  }
  if (theirs.state === 'authorised' && !(isOurs && ours.held))
    return `${theirs.amountCents} are still set aside at Stripe, and nothing is held for it`;
  if (isOurs && ours.state === 'captured' && theirs.state !== 'captured')
    return `our books say that ${ours.amount_cents} were taken, and Stripe says ${theirs.state}`;
  return undefined;
}

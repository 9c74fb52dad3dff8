import { costOf, decimalsOf, ticketFee } from '../../../money.ts';
import { percent } from '../ui/cost-text.ts';
import { money } from '../ui/money.ts';
import { feesOf, invalidFields, type EventDraft } from './event-draft.ts';

/**
 * What the fees and the VAT of a draft mean for one ticket, of 25 of most currencies; undefined for a draft without
 * both, or where they are not valid.
 */
export function feeExample(draft: EventDraft): string | undefined {
  const errors = invalidFields(draft);
  if (errors.currency ?? errors.fee_fixed_cents ?? errors.fee_percent_bp ?? errors.vat_rate_bp) return undefined;
  const { fee_paid_by, vat_rate_bp, ...terms } = feesOf(draft);
  const decimals = decimalsOf(draft.currency);
  const price_cents = decimals === 0 ? 2_500 : 25 * 10 ** decimals;
  const fee_cents = ticketFee(price_cents, terms);
  if (fee_cents === 0 && vat_rate_bp === 0) return undefined;
  const { total_price_cents: total, vat_cents } = costOf(1, { price_cents, fee_cents, fee_paid_by, vat_rate_bp });
  const amount = (cents: number) => money(cents, draft.currency);
  const whose = fee_paid_by === 'buyer' ? 'on top' : 'taken from the price';
  return [
    `A ticket for ${amount(price_cents)} costs its buyer ${amount(total)}.`,
    fee_cents > 0 && `The fee is ${amount(fee_cents)}, ${whose}.`,
    vat_rate_bp > 0 && `${percent(vat_rate_bp)} VAT in it is ${amount(vat_cents)}.`,
    `${amount(total - fee_cents - vat_cents)} are left for you.`,
  ]
    .filter(Boolean)
    .join(' ');
}

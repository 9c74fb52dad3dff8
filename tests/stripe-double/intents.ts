import { actionFor, declineOf, failedAuthentication, testPaymentMethods, type Card } from './cards.ts';
import { text, texts, whole, type Form } from './form.ts';
import { madeNow, newId, type Tell } from './objects.ts';
import { invalidRequest, noSuch, Refusal, type ErrorBody } from './refusal.ts';

type Status =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';

export type Intent = {
  id: string;
  object: 'payment_intent';
  allowed_payment_method_types: string[] | null;
  amount: number;
  amount_capturable: number;
  amount_received: number;
  canceled_at: number | null;
  cancellation_reason: string | null;
  capture_method: string;
  client_secret: string;
  created: number;
  currency: string;
  description: string | null;
  last_payment_error: ErrorBody | null;
  latest_charge: string | null;
  livemode: false;
  metadata: Record<string, string>;
  next_action: object | null;
  payment_method: string | null;
  payment_method_types: string[];
  receipt_email: string | null;
  status: Status;
};

/** The least that Stripe charges, in minor units: it is at least this in every currency. */
const LEAST_AMOUNT = 50;
const before: Status[] = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/** The payment intents, with the states that Stripe's documentation gives them, and no other way between them. */
export class Intents {
  readonly #byId = new Map<string, Intent>();
  readonly #tell: Tell;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** All of them, the newest first. */
  all = (): Intent[] => [...this.#byId.values()].toReversed();

  get(id: string): Intent {
    const intent = this.#byId.get(id);
    if (!intent) throw noSuch('payment_intent', id);
    return intent;
  }

  create(form: Form): Intent {
    const amount = whole(form, 'amount') ?? 0;
    const currency = text(form, 'currency');
    if (!Number.isSafeInteger(amount) || amount < 1)
      throw invalidRequest('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' });
    if (amount < LEAST_AMOUNT)
      throw invalidRequest('Amount must be at least 50', { code: 'amount_too_small', param: 'amount' });
    if (!currency) throw invalidRequest('Missing required param: currency.', { code: 'parameter_missing' });
    const id = newId('pi');
    const types = Object.values(texts(form, 'allowed_payment_method_types'));
    const intent: Intent = {
      id,
      object: 'payment_intent',
      allowed_payment_method_types: types.length > 0 ? types : null,
      amount,
      amount_capturable: 0,
      amount_received: 0,
      canceled_at: null,
      cancellation_reason: null,
      capture_method: text(form, 'capture_method') ?? 'automatic_async',
      client_secret: `${id}_secret_${newId('double').slice(7)}`,
      created: madeNow(),
      currency: currency.toLowerCase(),
      description: text(form, 'description') ?? null,
      last_payment_error: null,
      latest_charge: null,
      livemode: false,
      metadata: texts(form, 'metadata'),
      next_action: null,
      payment_method: text(form, 'payment_method') ?? null,
      payment_method_types: types.length > 0 ? types : ['card'],
      receipt_email: text(form, 'receipt_email') ?? null,
      status: text(form, 'payment_method') ? 'requires_confirmation' : 'requires_payment_method',
    };
    this.#byId.set(id, intent);
    this.#tell('payment_intent.created', intent);
    return text(form, 'confirm') === 'true' ? this.confirmWith(id, form) : intent;
  }

  /** Confirms as a server does, with one of Stripe's payment methods for tests. */
  confirmWith(id: string, form: Form): Intent {
    const method = text(form, 'payment_method') ?? this.get(id).payment_method ?? '';
    const card = testPaymentMethods[method];
    if (!card) throw noSuch('PaymentMethod', method);
    return this.confirm(id, card);
  }

  /** Confirms as the browser does. `amount`: what the bank sets aside, where it is not what was asked for. */
  confirm(id: string, card: Card, amount?: number): Intent {
    const intent = this.#in(id, 'confirmed', before);
    Object.assign(intent, { last_payment_error: null, next_action: null, payment_method: newId('pm') });
    if (amount !== undefined) intent.amount = amount;
    if (card === 'good') return this.#authorise(intent);
    if (card === 'declined' || card === 'insufficient_funds') return this.#decline(intent, declineOf(card), 402);
    intent.status = 'requires_action';
    intent.next_action = actionFor(card, id);
    this.#tell('payment_intent.requires_action', intent);
    return intent;
  }

  /** What came of 3-D Secure. */
  authenticate(id: string, passed: boolean): Intent {
    const intent = this.#in(id, 'authenticated', ['requires_action']);
    intent.next_action = null;
    return passed ? this.#authorise(intent) : this.#decline(intent, failedAuthentication, 400);
  }

  capture(id: string, form: Form): Intent {
    const intent = this.#in(id, 'captured', ['requires_capture']);
    const amount = whole(form, 'amount_to_capture') ?? intent.amount_capturable;
    if (amount > intent.amount_capturable)
      throw invalidRequest('The amount to capture is greater than what may be captured.', { code: 'amount_too_large' });
    return this.#take(intent, amount);
  }

  cancel(id: string, form: Form): Intent {
    const intent = this.#in(id, 'canceled', [...before, 'requires_capture']);
    Object.assign(intent, {
      status: 'canceled',
      amount_capturable: 0,
      canceled_at: madeNow(),
      cancellation_reason: text(form, 'cancellation_reason') ?? null,
      next_action: null,
    });
    this.#tell('payment_intent.canceled', intent);
    return intent;
  }

  #authorise(intent: Intent): Intent {
    intent.latest_charge = newId('ch');
    if (intent.capture_method !== 'manual') return this.#take(intent, intent.amount);
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
    this.#tell('payment_intent.amount_capturable_updated', intent);
    return intent;
  }

  #take(intent: Intent, amount: number): Intent {
    Object.assign(intent, { status: 'succeeded', amount_capturable: 0, amount_received: amount });
    this.#tell('payment_intent.succeeded', intent);
    return intent;
  }

  #decline(intent: Intent, error: ErrorBody, status: number): never {
    Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error, payment_method: null });
    this.#tell('payment_intent.payment_failed', intent);
    throw new Refusal(status, { ...error, payment_intent: { ...intent } });
  }

  #in(id: string, become: string, states: Status[]): Intent {
    const intent = this.get(id);
    if (states.includes(intent.status)) return intent;
    throw invalidRequest(
      `This PaymentIntent could not be ${become} because it has a status of ${intent.status}. ` +
        `Only a PaymentIntent with one of the following statuses may be ${become}: ${states.join(', ')}.`,
      { code: 'payment_intent_unexpected_state', payment_intent: { ...intent } },
    );
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PaymentProvider } from '../../activities/payments/ports.ts';
import { Timeout } from './fault-injection.ts';

/** `unreachable`: requests do not reach the provider. `silent`: they do, but their answers are lost. */
export type ProviderState = 'up' | 'unreachable' | 'silent';

/** A connection to the payment provider that a test takes down and brings up again. */
export class UnreliableProvider {
  #state: ProviderState = 'up';
  #up = deferred();
  #stepWaiting = deferred();

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** Resolves when the provider can be reached. */
  whenUp(): Promise<void> {
    if (this.isUp) return nextTurn();
    this.#stepWaiting.resolve();
    this.#stepWaiting = deferred();
    return this.#up.promise;
  }

  /** Resolves when the next step has run into the outage and waits for the provider. */
  get stepWaiting(): Promise<void> {
    return this.#stepWaiting.promise;
  }

  setState(state: ProviderState): void {
    this.#state = state;
    if (!this.isUp) return;
    this.#up.resolve();
    this.#up = deferred();
  }

  /** The provider behind this connection. Voids and refunds always arrive; what a purchase asks for may be lost. */
  wrap(payments: PaymentProvider): PaymentProvider {
    const unreliable =
      <Args extends unknown[], Answer>(ask: (...args: Args) => Promise<Answer>) =>
      async (...args: Args): Promise<Answer> => {
        if (this.#state === 'unreachable') throw new Timeout('the provider is away');
        const answer = await ask(...args);
        // If the provider became unreachable during the call, this answer is lost as well.
        if (!this.isUp) throw new Timeout('the provider does not answer');
        return answer;
      };
    return { ...payments, settle: unreliable(payments.settle), capture: unreliable(payments.capture) };
  }
}

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

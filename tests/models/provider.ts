import { setImmediate as soon } from 'node:timers/promises';
import type { PaymentProvider } from '../../activities/ports.ts';
import { Timeout } from './faults.ts';

/** Whether the provider hears of a charge, and whether it answers. */
export type Line = 'up' | 'unreachable' | 'silent';

/** The provider, which may go away before it hears of a charge or before it answers, for as long as a test likes. */
export class Provider {
  #line: Line = 'up';
  #back = signal();
  #awaited = signal();

  get isUp(): boolean {
    return this.#line === 'up';
  }

  /** Resolves when it can be asked again. */
  wait(): Promise<void> {
    if (this.isUp) return soon();
    this.#awaited.give();
    this.#awaited = signal();
    return this.#back.given;
  }

  /** Resolves when the next step has been taken as far as it goes, and waits for it. */
  get awaited(): Promise<void> {
    return this.#awaited.given;
  }

  goes(line: Line): void {
    this.#line = line;
    if (!this.isUp) return;
    this.#back.give();
    this.#back = signal();
  }

  /** Only charges and their answers are lost: what is voided or given back arrives. */
  answering(payments: PaymentProvider): PaymentProvider {
    return {
      ...payments,
      charge: async (...args) => {
        if (this.#line === 'unreachable') throw new Timeout('the provider is away');
        const answer = await payments.charge(...args);
        // It may have become unreachable meanwhile: then nobody hears of this either.
        if (!this.isUp) throw new Timeout('the provider does not answer');
        return answer;
      },
    };
  }
}

function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

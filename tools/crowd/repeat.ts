import { type Answer, type BuyerClient, type Call, NoAnswer } from './buyer-client.ts';
import type { Persona } from './persona.ts';

/** Short: the repeated request only has to agree with the first one, if it is answered at all. */
const REPEAT_TIMEOUT_MS = 3_000;

/**
 * Sends a call as often as this buyer does: once, twice in turn, or twice at once.
 * @returns one answer for each request that was answered.
 */
export async function sendRepeatedly(client: BuyerClient, repeats: Persona['repeats'], call: Call): Promise<Answer[]> {
  const sendAgain = () =>
    client.send({ ...call, until: Math.min(call.until, Date.now() + REPEAT_TIMEOUT_MS) }).catch((failure: unknown) => {
      if (failure instanceof NoAnswer) return undefined;
      throw failure;
    });
  const answers =
    repeats === 'at_once'
      ? await Promise.all([client.send(call), sendAgain()])
      : repeats === 'in_turn'
        ? [await client.send(call), await sendAgain()]
        : [await client.send(call)];
  return answers.filter((answer) => answer !== undefined);
}

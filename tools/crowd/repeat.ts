import { type Answer, type Call, type Client, NoAnswer } from './buyer-client.ts';
import type { Persona } from './persona.ts';

/** The second click does not wait long: what matters is that it agrees with the first, if it is answered at all. */
const SECOND_CLICK_PATIENCE_MS = 3_000;

/** Sends a call the way this buyer clicks: once, twice in turn, or twice at once. One answer for each click that was answered. */
export async function clicks(client: Client, repeats: Persona['repeats'], call: Call): Promise<Answer[]> {
  const again = () =>
    client
      .send({ ...call, until: Math.min(call.until, Date.now() + SECOND_CLICK_PATIENCE_MS) })
      .catch((failure: unknown) => {
        if (failure instanceof NoAnswer) return undefined;
        throw failure;
      });
  const answers =
    repeats === 'at_once'
      ? await Promise.all([client.send(call), again()])
      : repeats === 'in_turn'
        ? [await client.send(call), await again()]
        : [await client.send(call)];
  return answers.filter((answer) => answer !== undefined);
}

import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Answer } from './buyer-client.ts';
import { Observations } from './observations.ts';
import { seededRandom } from './persona.ts';
import { purchaseSteps } from './purchase.ts';

/** A buyer whose request is sent twice at once, and the two answers to it. */
function buyerWhoIsAnswered(...answers: [Answer, Answer]) {
  const observations = new Observations();
  const steps = purchaseSteps({
    eventId: randomUUID(),
    client: { send: async () => answers.shift()!, close: async () => undefined },
    observations,
    persona: {
      quantity: 1,
      tierPreference: 0,
      ending: 'pays',
      repeats: 'at_once',
      firstCardDeclined: false,
      exceedsLimit: false,
      arrival: 0,
      random: seededRandom(1),
    },
  });
  const reserve = () => steps.reserve('token', { tierId: randomUUID(), quantity: 1 }, Date.now() + 1_000);
  return { reserve, observations };
}

const held = (id: string, secondsLeft: number): Answer => ({
  status: 201,
  body: {
    id,
    tier_id: randomUUID(),
    quantity: 1,
    expires_at: new Date(Date.now() + secondsLeft * 1_000).toISOString(),
  },
});

it('takes two living holds for one request for a violation of the contract', async () => {
  const { reserve, observations } = buyerWhoIsAnswered(held(randomUUID(), 60), held(randomUUID(), 60));
  await reserve();
  expect(observations.contractViolations).toMatchObject([{ what: 'reserve: the repeated request had another answer' }]);
});

it('goes on with the living hold when that of the other request has run out, and finds nothing wrong', async () => {
  const id = randomUUID();
  const { reserve, observations } = buyerWhoIsAnswered(held(randomUUID(), -1), held(id, 60));
  expect(await reserve()).toMatchObject({ outcome: 'held', hold: { id } });
  expect(observations.contractViolations).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { keepHistory, timeSkipping, type ScenarioContext } from '../tests/time-skipping.ts';
import { mailStart, queues, type MailWorkflow } from './messages.ts';

const skipping = timeSkipping();
const HOUR = 3_600_000;

/** Sends a mail by these steps. Its steps are on the queue of mails, and so is the whole workflow here. */
const send = <Result>(
  steps: Partial<Activities>,
  branch: string,
  check: (context: ScenarioContext, outcome: string) => Promise<Result>,
) =>
  skipping.run(
    steps,
    async (context) => {
      const handle = await skipping.env.client.workflow.start<MailWorkflow>('mail', {
        ...mailStart(randomUUID()),
        taskQueue: queues.mails,
      });
      const result = await check(context, await handle.result());
      await keepHistory(handle, 'mail', branch);
      return result;
    },
    queues.mails,
  );

const later = () =>
  ApplicationFailure.create({ message: 'the mail server did not take it: 451', type: 'MailDeferred' });

describe('a mail', () => {
  it('is sent in one step', () =>
    send({ sendMail: async () => 'sent' }, 'sent', async ({ calls }, outcome) => {
      expect(outcome).toBe('sent');
      expect(calls).toHaveLength(1);
    }));

  it('is tried again in growing intervals, until the mail server takes it', () => {
    let attempts = 0;
    const sendMail = async () => {
      attempts += 1;
      if (attempts < 16) throw later();
      return 'sent' as const;
    };
    return send({ sendMail }, 'sent-later', async ({ calls }, outcome) => {
      expect(outcome).toBe('sent');
      const gaps = calls.slice(1).map(({ at }, i) => at - calls[i]!.at);
      expect(gaps[0]).toBeLessThan(10_000);
      expect(gaps.at(-1)).toBeGreaterThan(0.9 * HOUR);
      for (const [i, gap] of gaps.slice(1).entries()) expect(gap).toBeGreaterThan(gaps[i]! * 0.9);
    });
  });

  it('is given up after three days', () =>
    send(
      { sendMail: () => Promise.reject(later()), giveUpMail: async () => undefined },
      'given-up',
      async ({ calls }, outcome) => {
        expect(outcome).toBe('failed');
        expect(calls.at(-1)!.step).toBe('giveUpMail');
        expect(calls.at(-1)!.at - calls[0]!.at).toBeGreaterThan(60 * HOUR);
      },
    ));
});

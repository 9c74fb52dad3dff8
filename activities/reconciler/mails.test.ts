import { expect, it } from 'vitest';
import type { MailTrouble } from '../mail/ports.ts';
import { mailTroubles } from './mails.ts';

const trouble = (given: Partial<MailTrouble>): MailTrouble => ({
  state: 'queued',
  kind: 'receipt',
  reason: null,
  count: 1,
  oldestSeconds: 1_200,
  ...given,
});

const problemsOf = async (troubles: MailTrouble[], late: { eventId: string; dueSeconds: number }[] = []) => {
  const mails = { troubles: async () => troubles, lateAnnouncements: async () => late };
  return (await mailTroubles({ mails })).map(({ subject, problem }) => `${subject}: ${problem}`);
};

it.each<[string, Partial<MailTrouble>, string]>([
  ['nobody tried', {}, '1 waits, the oldest for 20 minutes. See that a worker runs, and that it has SMTP_URL'],
  ['there is no mail server', { reason: 'not_configured', count: 3 }, '3 wait, the oldest for 20 minutes; last answer'],
  ['the password is wrong', { reason: '535 5.7.8' }, 'Correct user and password in SMTP_URL.'],
  ['the password is wrong', { reason: 'EAUTH', oldestSeconds: 7_200 }, 'the oldest for 2 hours'],
  ['the server is away', { reason: 'ECONNREFUSED', oldestSeconds: 200_000 }, 'the oldest for 2 days'],
  ['the server is away', { reason: 'ECONNREFUSED' }, 'See that the mail server at SMTP_URL answers'],
  ['the address is wrong', { state: 'failed', reason: '550 5.1.1' }, 'Correct the address on the page of the order'],
  ['it was given up', { state: 'failed' }, '1 failed in the last day: given up after three days. Send it again'],
])('says what to do next where %s: %j', async (_, given, text) => {
  const [problem, ...others] = await problemsOf([trouble(given)]);
  expect(problem).toMatch(/^mails of the kind receipt: /);
  expect(problem).toContain(text);
  expect(others).toEqual([]);
});

it('names an event whose buyers are not told of a change, and nothing where all is well', async () => {
  expect(await problemsOf([])).toEqual([]);
  expect(await problemsOf([], [{ eventId: 'abc', dueSeconds: 3_600 }])).toEqual([
    'event abc: its buyers are to be told of a change for 60 minutes, and not all of them are yet. ' +
      'See that a worker runs, and that it has SMTP_URL and MAIL_FROM.',
  ]);
});

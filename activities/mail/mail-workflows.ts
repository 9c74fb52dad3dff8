import type { Client } from '@temporalio/client';
import { mailStart, type MailWorkflow } from '../../workflows/messages.ts';
import { ignoreAlreadyStarted } from '../temporal.ts';
import type { MailWorkflows } from './ports.ts';

/** The workflows of mails, through Temporal's client. */
export const temporalMailWorkflows = ({ workflow }: Client): MailWorkflows => ({
  async start(mailId) {
    await workflow.start<MailWorkflow>('mail', mailStart(mailId)).catch(ignoreAlreadyStarted);
  },
});

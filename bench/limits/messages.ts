import { defineUpdate } from '@temporalio/workflow';

/** The messages of a purchase with nothing behind them: what Temporal and its SDK cost alone. */
export const queue = 'ticketdrop-bench';
export const hold = defineUpdate('hold');
export const checkout = defineUpdate('checkout');
export const confirm = defineUpdate('confirm');

export type MessagesWorkflow = () => Promise<void>;

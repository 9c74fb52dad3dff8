import { defineUpdate } from '@temporalio/workflow';

/** The messages of a purchase to a workflow that does nothing, to measure the cost of Temporal and its SDK alone. */
export const queue = 'ticketdrop-bench';
export const hold = defineUpdate('hold');
export const checkout = defineUpdate('checkout');
export const confirm = defineUpdate('confirm');

export type MessagesWorkflow = () => Promise<void>;

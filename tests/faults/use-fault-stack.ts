import { afterEach, expect, inject } from 'vitest';
import { violations } from '../../activities/reconciler/invariants.ts';
import { describeViolation } from '../../tools/crowd/checks.ts';
import { stack } from '../harness.ts';
import { startFaultStack, type FaultStack } from './fault-stack.ts';

const key = Symbol.for('ticketdrop.fault-stack');

/** One stack for all test files, which share a process. fault-stack.setup.ts stops what runs at the end. */
export function sharedFaultStack(): Promise<FaultStack> {
  const shared = globalThis as { [key]?: Promise<FaultStack> };
  return (shared[key] ??= startFaultStack(inject('faultStackFolder')));
}

/** The stack and the clients that a test file uses. After each test all faults end and every invariant is checked. */
export async function useFaultStack() {
  const faultStack = await sharedFaultStack();
  const clients = stack(faultStack.stack);
  afterEach(async () => {
    await faultStack.endFaults();
    expect((await violations(clients.db, { doubtSeconds: 60 })).map(describeViolation)).toEqual([]);
  }, 90_000);
  return { faultStack, ...clients };
}

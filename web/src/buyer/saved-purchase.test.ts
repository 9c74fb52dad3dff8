import { beforeEach, describe, expect, it } from 'vitest';
import {
  checkoutIntent,
  firstPosition,
  markPaymentSent,
  readSavedPurchase,
  removeToken,
  saveSession,
  saveToken,
  startReserving,
  stopReserving,
} from './saved-purchase.ts';

let event: string;
beforeEach(() => void (event = crypto.randomUUID()));

describe('a saved purchase', () => {
  it('creates one idempotency key for each reservation and returns the same one every time', () => {
    const first = checkoutIntent(event, 'reservation-1');
    expect(checkoutIntent(event, 'reservation-1')).toEqual(first);
    expect(checkoutIntent(event, 'reservation-2').key).not.toBe(first.key);
  });

  it('creates another key for a corrected contact, and keeps the session', () => {
    const contact = { name: 'Ada', email: 'ada@exmple.org' };
    const first = checkoutIntent(event, 'reservation-1', contact);
    saveSession(event, first, 'session-1');
    expect(checkoutIntent(event, 'reservation-1', { ...contact }).key).toBe(first.key);
    const corrected = checkoutIntent(event, 'reservation-1', { ...contact, email: 'ada@example.org' });
    expect(corrected.key).not.toBe(first.key);
    expect(corrected.sessionId).toBe('session-1');
    const cleared = checkoutIntent(event, 'reservation-1', { name: '', email: '' });
    expect(cleared).toMatchObject({ contact: { name: '', email: '' }, sessionId: 'session-1' });
    expect(cleared.key).not.toBe(corrected.key);
  });

  it('remembers that a payment was sent, also with a corrected contact, until that try is over', () => {
    saveSession(event, checkoutIntent(event, 'reservation-1'), 'session-1');
    markPaymentSent(event, true);
    const corrected = checkoutIntent(event, 'reservation-1', { name: 'Ada', email: 'ada@example.org' });
    expect(corrected).toMatchObject({ sessionId: 'session-1', paymentSent: true });
    markPaymentSent(event, false);
    expect(readSavedPurchase(event).checkout).not.toHaveProperty('paymentSent');
    expect(readSavedPurchase(event).checkout).toMatchObject({ sessionId: 'session-1' });
    expect(checkoutIntent(event, 'reservation-2')).not.toHaveProperty('paymentSent');
  });

  it('takes no contact and an empty one for the same', () => {
    const first = checkoutIntent(event, 'reservation-1');
    expect(first.contact).toBeUndefined();
    expect(checkoutIntent(event, 'reservation-1', { name: '', email: '' })).toEqual(first);
  });

  it('keeps the key together with the session that it opened', () => {
    const first = checkoutIntent(event, 'reservation-1');
    saveSession(event, first, 'session-1');
    expect(checkoutIntent(event, 'reservation-1')).toEqual({ ...first, sessionId: 'session-1' });
  });

  it('keeps the purchase when the token is removed and when a new one is saved', () => {
    saveToken(event, 'token-1');
    startReserving(event);
    const checkout = checkoutIntent(event, 'reservation-1');
    removeToken(event);
    expect(readSavedPurchase(event)).toEqual({ reserving: true, reserved: true, checkout });
    saveToken(event, 'token-2');
    expect(readSavedPurchase(event)).toEqual({ token: 'token-2', reserving: true, reserved: true, checkout });
  });

  it('keeps the checkout of an ended purchase until a new hold is requested', () => {
    startReserving(event);
    const checkout = checkoutIntent(event, 'reservation-1');
    stopReserving(event);
    expect(readSavedPurchase(event)).toEqual({ reserved: true, checkout });
    startReserving(event);
    expect(readSavedPurchase(event)).toEqual({ reserving: true, reserved: true });
  });

  it('keeps the first position of a token, and starts again with a new token', () => {
    saveToken(event, 'token-1');
    expect([340, 120, 3].map((position) => firstPosition(event, position))).toEqual([340, 340, 340]);
    saveToken(event, 'token-1');
    expect(firstPosition(event, 2)).toBe(340);
    saveToken(event, 'token-2');
    expect(firstPosition(event, 90)).toBe(90);
  });

  it('saves each event separately', () => {
    saveToken(event, 'token-1');
    expect(readSavedPurchase(crypto.randomUUID())).toEqual({});
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import {
  checkoutIntent,
  dropToken,
  firstPosition,
  keepSession,
  keepToken,
  readVisit,
  startReserving,
  stopReserving,
} from './visit.ts';

let event: string;
beforeEach(() => void (event = crypto.randomUUID()));

describe('a visit', () => {
  it('makes one idempotency key for one reservation, however often it is asked', () => {
    const first = checkoutIntent(event, 'reservation-1');
    expect(checkoutIntent(event, 'reservation-1')).toEqual(first);
    expect(checkoutIntent(event, 'reservation-2').key).not.toBe(first.key);
  });

  it('keeps the key with the session it led to', () => {
    const first = checkoutIntent(event, 'reservation-1');
    keepSession(event, first, 'session-1');
    expect(checkoutIntent(event, 'reservation-1')).toEqual({ ...first, sessionId: 'session-1' });
  });

  it('keeps the purchase when the place in line ends, and when a new one begins', () => {
    keepToken(event, 'token-1');
    startReserving(event);
    const checkout = checkoutIntent(event, 'reservation-1');
    dropToken(event);
    expect(readVisit(event)).toEqual({ reserving: true, checkout });
    keepToken(event, 'token-2');
    expect(readVisit(event)).toEqual({ token: 'token-2', reserving: true, checkout });
  });

  it('still knows how a purchase ended until a new one begins', () => {
    startReserving(event);
    const checkout = checkoutIntent(event, 'reservation-1');
    stopReserving(event);
    expect(readVisit(event)).toEqual({ checkout });
    startReserving(event);
    expect(readVisit(event)).toEqual({ reserving: true });
  });

  it('measures from the first position of a place, and anew for a new place', () => {
    keepToken(event, 'token-1');
    expect([340, 120, 3].map((position) => firstPosition(event, position))).toEqual([340, 340, 340]);
    keepToken(event, 'token-1');
    expect(firstPosition(event, 2)).toBe(340);
    keepToken(event, 'token-2');
    expect(firstPosition(event, 90)).toBe(90);
  });

  it('keeps events apart', () => {
    keepToken(event, 'token-1');
    expect(readVisit(crypto.randomUUID())).toEqual({});
  });
});

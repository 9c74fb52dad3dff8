import type { GateSale } from '../../activities/catalogue/ports.ts';

type Place = { token: string; buyerId: string; admitted: boolean };

/** In-memory model of the waiting room in Redis. Places and passes do not expire in it. */
export class WaitingRoomModel {
  paused = false;
  readonly places = new Map<string, Place>();
  #queue: string[] = [];
  #waves = new Map<number, number>();
  #lastWave = 0;
  #openSlots = 0;
  readonly #waveSize: number;

  constructor(waveSize: number) {
    this.#waveSize = waveSize;
  }

  placeOf = (buyerId: string) => [...this.places.values()].find((place) => place.buyerId === buyerId);

  join(_event: string, { token, buyerId = '' }: { token: string; buyerId?: string }) {
    if (this.places.has(token)) return { outcome: 'joined', token, admitted: false };
    const earlier = this.placeOf(buyerId);
    if (earlier) return { outcome: 'joined', token: earlier.token, admitted: false };
    const admitted = this.#openSlots > 0 && !this.paused && this.#queue.length === 0;
    if (admitted) this.#openSlots -= 1;
    else this.#queue.push(token);
    this.places.set(token, { token, buyerId, admitted });
    return { outcome: 'joined', token, admitted };
  }

  standing(_event: string, token: string) {
    const place = this.places.get(token);
    if (!place) return { outcome: 'gone' };
    return {
      outcome: 'standing',
      position: place.admitted ? 0 : this.#queue.indexOf(token) + 1,
      total: this.#queue.length,
      paused: this.paused,
    };
  }

  checkPass(_event: string, token: string, buyerId: string) {
    const place = this.places.get(token);
    if (!place) return 'not_admitted';
    if (place.buyerId !== buyerId) return 'foreign';
    if (!place.admitted) return 'not_admitted';
    return this.paused ? 'paused' : 'valid';
  }

  leave(_event: string, token: string, buyerId: string) {
    if (this.places.get(token)?.buyerId !== buyerId) return 'gone';
    this.places.delete(token);
    this.#queue = this.#queue.filter((other) => other !== token);
    return 'left';
  }

  admitWave(_event: string, wave: number) {
    if (wave <= this.#lastWave) return { outcome: 'admitted', count: this.#waves.get(wave) ?? 0, fresh: false };
    if (this.paused) return { outcome: 'paused' };
    const next = this.#queue.splice(0, this.#waveSize);
    for (const token of next) this.places.get(token)!.admitted = true;
    this.#lastWave = wave;
    this.#waves.set(wave, next.length);
    this.#openSlots = this.#waveSize - next.length;
    return { outcome: 'admitted', count: next.length, fresh: true };
  }

  publish({ paused }: GateSale): void {
    this.paused = paused;
  }

  get nextWave(): number {
    return this.#lastWave + 1;
  }
}

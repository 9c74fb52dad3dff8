import type { WaitingPlace } from '../../workflows/messages.ts';
import type { GateSale } from '../catalogue/ports.ts';
import type { StatisticsWindow } from './statistics-windows.ts';

/** `admitted` says that this very join went in without waiting. */
export type JoinAnswer =
  | { outcome: 'joined'; token: string; admitted: boolean }
  | { outcome: 'unknown' | 'sale_closed' };

/** Where a place stands, by Redis's own clock (`now`). `position` counts from 1 and is 0 once admitted. */
export type Standing = {
  outcome: 'standing';
  now: number;
  onSaleAt: number;
  paused: boolean;
  position: number;
  total: number;
  accessUntil?: number;
  waveSize: number;
  waveIntervalMs: number;
  /** When the last wave went; absent before the first one. */
  lastWaveAt?: number;
  /** The place's own number, which never changes. */
  number: number;
  /** Until when the place is kept without another look. */
  safeUntil: number;
  /** How long somebody who is admitted may choose. */
  accessTtlMs: number;
  /** The turn that the holder missed before they came back; the place is lost when it is missed again. */
  missedTurn?: { at: number; returnBy: number };
};

/** Why a place is over. */
export type GoneReason = 'left' | 'pass_ended' | 'absent' | 'sale_closed' | 'cleared';

/** A place that is over, and when it missed its turn, if it did. Without a reason Redis does not know such a place. */
export type Gone = { outcome: 'gone'; reason?: GoneReason; missedAt?: number };

export type PassAnswer = 'valid' | 'not_admitted' | 'foreign' | 'paused' | 'sale_closed' | 'unknown';

/** The waiting rooms in Redis. `unknown` means that Redis has lost the room: never zero, never unlimited. */
export type WaitingRoom = {
  /** Gives a place at the end, or the place this buyer has already. Safe to repeat with the same token. */
  join(eventId: string, place: { token: string; buyerId?: string }): Promise<JoinAnswer>;
  /** Where a place stands. Looking keeps the place, and brings back one that was passed over while it was absent. */
  standing(eventId: string, token: string): Promise<Standing | Gone | { outcome: 'unknown' }>;
  /** May this buyer reserve now? A place joined without a name belongs to the first buyer who uses it. */
  checkPass(eventId: string, token: string, buyerId: string): Promise<PassAnswer>;
  /**
   * The buyer ('' for one without a name) gives the place back; the entry's workflow learns of it through the join
   * stream. `gone` also for somebody else's place.
   */
  leave(eventId: string, token: string, buyerId: string): Promise<'left' | 'gone'>;
  /** Empties the room; returns how many places ended. */
  clear(eventId: string): Promise<number>;
  /** How many wait and how many are admitted now; undefined where Redis does not have the sale. */
  crowd(eventId: string): Promise<{ waiting: number; admitted: number } | undefined>;
  /** Writes the sale as Postgres has it; keeps the queue. */
  publish(sale: GateSale): Promise<void>;
  /** Whether exactly this sale is published, at the price of a read. */
  agrees(sale: GateSale): Promise<boolean>;
  /** Events whose sale Redis has. */
  publishedSales(): Promise<string[]>;
  knows(eventId: string): Promise<boolean>;
  /**
   * Moves the next entries from the queue to passes and announces them to their workflows; the same wave number again
   * admits nobody else.
   */
  admitWave(
    eventId: string,
    wave: number,
  ): Promise<
    { outcome: 'admitted'; count: number; fresh: boolean } | { outcome: 'unknown' | 'sale_closed' | 'paused' }
  >;
  lastWave(eventId: string): Promise<{ wave: number; at?: number }>;
  /**
   * Ends a place whose time is over, without announcing it. Returns until when it is kept at least, in milliseconds
   * since the epoch; undefined where it is over.
   */
  expirePlace(eventId: string, token: string): Promise<number | undefined>;
  /**
   * Puts places back, each under its own number and with its pass, if it has one. `room` for a room that Redis lost: no
   * number that was given in it is given again.
   */
  restore(eventId: string, places: WaitingPlace[], what: 'room' | 'places'): Promise<void>;
  /** Those of the places that Redis has lost, wholly or in part, and that are not over. */
  damaged(eventId: string, places: WaitingPlace[]): Promise<WaitingPlace[]>;
  /** The tokens of all places; none while joins wait for their workflows, because there are places without one then. */
  settledTokens(eventId: string): Promise<string[]>;
  /** Places as their workflows are started with them. */
  places(eventId: string, tokens: string[]): Promise<WaitingPlace[]>;
  /** Records that a worker is there; it counts for ten seconds. */
  recordWorker(): Promise<void>;
  /**
   * Records that buyers can buy, as far as the caller sees. Returns for how many milliseconds they could not before (0
   * for less than ten seconds), and lets every pass clock have stood still for that time; undefined, and nothing is
   * recorded, where no worker is there.
   */
  recordAvailable(): Promise<number | undefined>;
  /** Deletes everything about an ended sale. */
  forget(eventId: string): Promise<void>;
};

/** The streams of an event: who joined or left, and who was admitted. */
export const placeStreams = ['joins', 'admissions'] as const;
export type PlaceStream = (typeof placeStreams)[number];

/** Lines that no worker has passed on to a workflow yet, and the age of the oldest; 0 where there are none. */
export type Backlog = { lines: number; oldestMs: number };

/** What workers tell each other about the streams of places, and what is left in them. */
export type PlaceStreams = {
  backlog(eventId: string, stream: PlaceStream): Promise<Backlog>;
  /** Records that somebody takes a step of a purchase, or that many join at once; it counts for a second. */
  recordRush(): Promise<void>;
  /** Whether a rush was recorded within the last second. */
  isRush(): Promise<boolean>;
  /** Takes the turn that all workers share; false while another line has it or rests. It ends by itself. */
  takeLineTurn(): Promise<boolean>;
  /** Gives the turn back after a rest of so many milliseconds. */
  endLineTurn(restMs: number): Promise<void>;
};

/** The workflows of waiting places. Starting one that runs and signalling one that ended are no errors. */
export type EntryWorkflows = {
  start(place: WaitingPlace): Promise<void>;
  /** Signals the admission, and starts the entry where the join stream has not been drained that far. */
  admit(place: WaitingPlace & { accessUntil: number }): Promise<void>;
  /** Signals that the buyer left. */
  leave(place: WaitingPlace): Promise<void>;
  /** Places of the running entries of an event, by number. */
  places(eventId: string): Promise<WaitingPlace[]>;
  /** Places of all running entries, in any order, by an index that is some seconds behind. */
  allPlaces(): Promise<WaitingPlace[]>;
  /** Whether anybody ever had a place at an event, as far back as Temporal remembers. */
  hadAny(eventId: string): Promise<boolean>;
  state(place: WaitingPlace): Promise<'running' | 'ended' | 'unknown'>;
  /** When the pass of a running entry ends; undefined for one that waits. */
  passEnd(place: WaitingPlace): Promise<number | undefined>;
};

/**
 * What happened at a sale lately, counted for the organiser to look at; nothing is decided by it, and counts that get
 * lost are only missing from the picture.
 */
export type SaleStatistics = {
  record(
    eventId: string,
    counts: { arrivals?: number; admissions?: number; refusals?: Record<string, number> },
  ): Promise<void>;
  /** People by step of a window, the oldest first; `lastStep` is the number of the newest, counted from the epoch. */
  people(
    eventId: string,
    window: StatisticsWindow,
    lastStep: number,
  ): Promise<{ arrivals: number[]; admissions: number[] }>;
  /** Refused joins and reserves of the whole sale, by reason. */
  refusals(eventId: string): Promise<Record<string, number>>;
};

import { AdaptiveLimit } from './adaptive-limit.ts';
import { noTurnMemory, type TurnMemory } from './turn-memory.ts';

/** Nothing was begun. Who asks again after so many seconds is served, by the rate of that moment. */
export type Busy = { outcome: 'busy'; retryAfterSeconds: number };

/** The rank of somebody is when they first asked, in milliseconds since the epoch. */
type Waiting = { key: string; rank: number; answerBy: number; start: () => void; refuse: (busy: Busy) => void };

/** The time of an answer that is kept for the work itself. */
const [LEAST_WORK_MS, MOST_WORK_MS] = [300, 2_000];
/** Who would wait longer than this many times what is left is told at once; the rate may turn out better than it is. */
const HOPELESS = 1.5;
/**
 * Who is told to come back does so a little before their turn and waits, because a turn that nobody is there for is
 * lost; and the later the turn, the more may slow it down until then.
 */
const [EARLY_SECONDS, SLOWER] = [2, 1.2];
const [LEAST_SECONDS, MOST_SECONDS] = [1, 30];
/** How long after the time that they were told somebody keeps their place, and how many are remembered at most. */
const KEPT_MS = 10_000;
const MOST_REMEMBERED = 10_000;

/**
 * Lets people have something done in the order in which they first asked, so many at once as the other side takes.
 * Who cannot have their turn in time is told when to come back and keeps their place until then, ahead of everybody who
 * came later. Asking more often moves nobody forward.
 *
 * Each process has a line of its own, and takes as much of the other side as its limit finds there. Who comes back to
 * another process keeps their place there: the memory that the processes share says since when they have asked.
 */
export class Turns {
  readonly #answerWithinMs: number;
  readonly #limit = new AdaptiveLimit();
  /** By rank, the first to be served first. */
  readonly #waiting: Waiting[] = [];
  readonly #away = new Map<string, { rank: number; until: number }>();
  #underWay = 0;
  #lastRank = 0;
  readonly #memory: TurnMemory;

  /** @param answerWithinMs how long a whole answer may take, counted from when the request came */
  constructor(answerWithinMs: number, memory: TurnMemory = noTurnMemory) {
    this.#answerWithinMs = answerWithinMs;
    this.#memory = memory;
  }

  /**
   * Does the work when it is the turn of this person.
   * @param key names the person and what they want
   * @param askedAt when their request came, in milliseconds since the epoch
   */
  async take<Answer>(key: string, askedAt: number, work: () => Promise<Answer>): Promise<Answer | Busy> {
    const here = this.#away.get(key);
    this.#away.delete(key);
    // Where nobody waits, nobody has to know who was first.
    const elsewhere = here || this.#waiting.length > 0 ? await this.#memory.take(key) : undefined;
    return this.#waitFor(key, here?.rank ?? elsewhere ?? this.#newRank(askedAt), askedAt, work);
  }

  /** The time of asking, and for those of the same millisecond their order. */
  #newRank(askedAt: number): number {
    return (this.#lastRank = Math.max(this.#lastRank + 0.001, askedAt));
  }

  #waitFor<Answer>(key: string, rank: number, askedAt: number, work: () => Promise<Answer>): Promise<Answer | Busy> {
    return new Promise((resolve, reject) => {
      const answerBy = askedAt + this.#answerWithinMs;
      const late = setTimeout(() => this.#refuse(waiting), answerBy - LEAST_WORK_MS - Date.now());
      const waiting: Waiting = {
        key,
        rank,
        answerBy,
        refuse: (busy) => {
          clearTimeout(late);
          resolve(busy);
        },
        start: () => {
          clearTimeout(late);
          this.#do(work).then(resolve, reject);
        },
      };
      const behind = this.#waiting.findLastIndex((other) => other.rank < rank) + 1;
      this.#waiting.splice(behind, 0, waiting);
      this.#next();
    });
  }

  async #do<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const since = Date.now();
    this.#underWay += 1;
    let failed = true;
    try {
      const answer = await work();
      failed = false;
      return answer;
    } finally {
      const wasFull = this.#underWay >= this.#limit.atOnce;
      this.#underWay -= 1;
      this.#limit.finished(Date.now() - since, { failed, wasFull });
      this.#next();
    }
  }

  /** Starts whose turn it is, and tells those at the end of the line who will not have theirs in time. */
  #next(): void {
    while (this.#underWay < this.#limit.atOnce && this.#waiting.length > 0) {
      const [first] = this.#waiting as [Waiting];
      if (this.#msLeft(first) < 0) this.#refuse(first);
      else this.#waiting.shift()!.start();
    }
    const { perSecond } = this.#limit;
    if (perSecond === undefined) return;
    for (let last = this.#waiting.at(-1); last !== undefined; last = this.#waiting.at(-1)) {
      const waitMs = (this.#waiting.length / perSecond) * 1_000;
      if (waitMs <= HOPELESS * this.#msLeft(last)) return;
      this.#refuse(last);
    }
  }

  /** How long somebody can still wait, so that what it takes then is done in time. */
  #msLeft({ answerBy }: Waiting): number {
    const forWork = Math.min(MOST_WORK_MS, Math.max(LEAST_WORK_MS, 2 * this.#limit.durationMs));
    return answerBy - forWork - Date.now();
  }

  #refuse(waiting: Waiting): void {
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    const turnInSeconds = (SLOWER * this.#ahead(waiting.rank)) / (this.#limit.perSecond ?? 1);
    const seconds = Math.ceil(turnInSeconds - EARLY_SECONDS);
    const retryAfterSeconds = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, seconds));
    const keptMs = retryAfterSeconds * 1_000 + KEPT_MS;
    if (this.#away.size < MOST_REMEMBERED) {
      this.#away.set(waiting.key, { rank: waiting.rank, until: Date.now() + keptMs });
    }
    void this.#memory.keep(waiting.key, waiting.rank, keptMs);
    waiting.refuse({ outcome: 'busy', retryAfterSeconds });
  }

  /** How many come before this rank: those who wait, and those who were told to come back. */
  #ahead(rank: number): number {
    let ahead = this.#waiting.filter((other) => other.rank < rank).length;
    for (const [key, away] of this.#away) {
      if (away.until < Date.now()) this.#away.delete(key);
      else if (away.rank < rank) ahead += 1;
    }
    return ahead;
  }
}

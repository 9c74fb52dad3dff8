import type { Redis } from 'ioredis';

/** Since when somebody has asked who was told to come back, for the other processes that they may come back to. */
export type TurnMemory = {
  /** Keeps it for so many milliseconds. */
  keep(key: string, askedAt: number, forMs: number): Promise<void>;
  /** Takes it out, because it counts once; undefined where nothing is kept. */
  take(key: string): Promise<number | undefined>;
};

export const noTurnMemory: TurnMemory = { keep: async () => undefined, take: async () => undefined };

const keyOf = (key: string) => `td:turn:${key}`;

/** The memory that all processes share. Without Redis nobody's request fails: they are newcomers then. */
export const redisTurnMemory = (redis: Redis): TurnMemory => ({
  async keep(key, askedAt, forMs) {
    await redis.set(keyOf(key), askedAt, 'PX', forMs).catch(() => undefined);
  },
  async take(key) {
    const askedAt = await redis.getdel(keyOf(key)).catch(() => null);
    return askedAt === null ? undefined : Number(askedAt);
  },
});

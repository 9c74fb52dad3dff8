/** So many joins in a moment keep a processor busy with answering them. */
const RUSH = { joins: 50, withinMs: 250 };

/** Tells the workers when many people join at this process, so that what can wait makes way for their answers. */
export function joinRush(record: () => Promise<void>, now = () => performance.now()) {
  let since = -Infinity;
  let joins = 0;

  return {
    joined(): void {
      if (now() - since >= RUSH.withinMs) [since, joins] = [now(), 0];
      joins += 1;
      // Without Redis nothing is drained either.
      if (joins === RUSH.joins) record().catch(() => undefined);
    },
  };
}

export type JoinRush = ReturnType<typeof joinRush>;

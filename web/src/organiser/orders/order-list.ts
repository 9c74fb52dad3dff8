import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from 'solid-js';
import { asProblem, type Problem } from '../../http/problem.ts';
import { readOrders, type ListedOrder, type OrderFilter } from './orders.ts';

/** So long nobody types before the server is asked. */
const PAUSE_MS = 250;

/**
 * The orders that fit a filter, page by page. What was found last stays until the next answer; an answer to an older
 * question is dropped.
 */
export function createOrderList(filter: Accessor<OrderFilter>) {
  const [orders, setOrders] = createSignal<ListedOrder[]>();
  const [next, setNext] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(true);
  const [problem, setProblem] = createSignal<Problem>();
  let question = 0;
  let lastCursor: string | undefined;

  async function read(cursor: string | undefined): Promise<void> {
    const mine = ++question;
    lastCursor = cursor;
    setBusy(true);
    setProblem(undefined);
    try {
      const page = await readOrders(untrack(filter), cursor);
      if (mine !== question) return;
      setOrders((before) => (cursor === undefined ? page.orders : [...(before ?? []), ...page.orders]));
      setNext(page.next_cursor);
    } catch (thrown) {
      if (mine === question) setProblem(asProblem(thrown));
    } finally {
      if (mine === question) setBusy(false);
    }
  }

  createEffect(
    on(filter, (now, before) => {
      const isTyping = before !== undefined && before.q !== now.q;
      const timer = setTimeout(() => void read(undefined), isTyping ? PAUSE_MS : 0);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  onCleanup(() => (question += 1));

  return {
    orders,
    busy,
    problem,
    hasMore: () => next() !== null,
    loadMore: async () => read(next() ?? undefined),
    retry: () => void read(lastCursor),
  };
}

export type OrderList = ReturnType<typeof createOrderList>;

import { violations } from '../../activities/reconciler/invariants.ts';
import { Paid, Session, Standing } from '../../tools/crowd/contract.ts';
import type { RequestLogEntry } from '../../tools/crowd/buyer-client.ts';
import { describeViolation } from '../../tools/crowd/checks.ts';
import { databaseView } from '../../tools/crowd/database-view.ts';
import type { Database } from '../../prisma/client.ts';
import type { DropOutcome } from './drop.ts';

/** A hold is freed within 2 s of its deadline when everything works; one more second is for a busy machine. */
const EXPIRY_WITHIN_MS = 3_000;
/** Everything that faults delayed is done a minute after the last one. */
const RECOVERY_WITHIN_MS = 60_000;

type Answered = Extract<RequestLogEntry, { status: number }>;

/** Checks a drop by the clients' log and by Postgres alone. @returns one sentence for each promise that was broken. */
export async function checkDrop(
  database: Database,
  { drop, log, snapshots, broken, faultsEndedAt, observations }: DropOutcome,
): Promise<string[]> {
  const answered = log.filter((line): line is Answered => 'status' in line);
  const [purchases, tickets] = await Promise.all([
    databaseView(database, drop.eventId).purchases(),
    database.ticket.findMany({ where: { event_id: drop.eventId } }),
  ]);
  const orders = new Map(purchases.flatMap((row) => (row.order_id === null ? [] : [[row.order_id, row]])));
  const codes = new Map<string, Set<string>>();
  for (const { order_id, code } of tickets) codes.set(order_id, (codes.get(order_id) ?? new Set()).add(code));

  const acknowledged = new Map<string, Paid>();
  const attempted = new Set<string>();
  for (const line of log.filter(({ call }) => call.step === 'confirm')) {
    const request = line.call.body as { checkout_id: string; simulate: string };
    if (line.kind === 'invoke' && request.simulate === 'success') attempted.add(request.checkout_id);
    const paid = line.kind === 'ok' ? Paid.safeParse(readJson(line.text)).data : undefined;
    if (paid) acknowledged.set(paid.order.id, paid);
  }
  const lost = [...acknowledged.values()].filter(({ order, tickets: issued }) => {
    const kept = codes.get(order.id) ?? new Set();
    return !orders.has(order.id) || kept.size !== issued.length || issued.some(({ code }) => !kept.has(code));
  });
  const unrequested = [...orders.values()].filter(
    ({ checkout_session_id }) => !attempted.has(checkout_session_id ?? ''),
  );
  const held = purchases.filter(({ status }) => status === 'active');
  const late = purchases.filter(
    ({ status, expires_at, ended_at }) =>
      status === 'expired' &&
      ended_at !== null &&
      ended_at.getTime() > Math.max(expires_at.getTime() + EXPIRY_WITHIN_MS, faultsEndedAt + RECOVERY_WITHIN_MS),
  );
  const atTheEnd = await violations(database, { eventId: drop.eventId, overdueSeconds: 5, doubtSeconds: 0 });

  return [
    ...(snapshots === 0 ? ['Postgres was never seen during the drop'] : []),
    ...[...new Set(broken.map(describeViolation))].map((what) => `during the drop: ${what}`),
    ...atTheEnd.map((what) => `at the end: ${describeViolation(what)}`),
    ...lost.map(({ order }) => `I8: order ${order.id} was acknowledged and is lost`),
    ...unrequested.map(({ order_id }) => `I4: order ${order_id} was never asked for`),
    ...held.map(({ reservation_id }) => `I20: reservation ${reservation_id} is still active`),
    ...late.map(({ reservation_id }) => `I10: reservation ${reservation_id} was freed late`),
    ...wrongAnswers(answered),
    ...unequalRepeats(answered),
    ...grownPositions(answered),
    ...observations.contractViolations.map(({ what, count, example }) => `${count} × ${what} (${example})`),
  ];
}

/** Server errors other than 503, refusals that are no problem documents or show internals, missing Retry-After. */
function wrongAnswers(answered: Answered[]): string[] {
  return answered.flatMap(({ call, status, text, retryAfter }) => {
    const name = `${call.method} ${call.step} answered ${status}`;
    if (status < 400) return [];
    const problem = readJson(text) as { error?: unknown; title?: unknown; status?: unknown } | undefined;
    return [
      ...(status >= 500 && status !== 503 ? [`${name}: ${text.slice(0, 200)}`] : []),
      ...((status === 503 || status === 429) && !(retryAfter >= 0) ? [`${name} without Retry-After`] : []),
      ...(typeof problem?.error !== 'string' || typeof problem.title !== 'string'
        ? [`${name} with something that is no problem document: ${text.slice(0, 200)}`]
        : []),
      ...(/\bat .*\.ts|SELECT |prisma|ECONN|grpc/i.test(text)
        ? [`${name} and told of its inside: ${text.slice(0, 200)}`]
        : []),
    ];
  });
}

/** I9: a repeated request of a buyer gets the same answer, whatever failed in between. */
function unequalRepeats(answered: Answered[]): string[] {
  const first = new Map<string, string>();
  return answered.flatMap(({ buyerId, call, kind, text }) => {
    if (kind !== 'ok' || call.method !== 'POST' || (call.step !== 'confirm' && call.step !== 'checkout')) return [];
    const body = readJson(text);
    const content =
      call.step === 'confirm'
        ? JSON.stringify({ ...(body as object), message: '' })
        : (Session.safeParse(body).data?.id ?? '');
    const key = `${buyerId} ${call.path} ${call.idempotencyKey ?? ''} ${JSON.stringify(call.body)}`;
    const earlier = first.get(key);
    first.set(key, earlier ?? content);
    return earlier === undefined || earlier === content
      ? []
      : [`I9: ${call.step} of ${buyerId} was answered with ${content} after ${earlier}`];
  });
}

/** I12: the position of a place in the queue never grows. */
function grownPositions(answered: Answered[]): string[] {
  const best = new Map<string, number>();
  return answered.flatMap(({ call, kind, text }) => {
    if (call.step !== 'status' || kind !== 'ok') return [];
    const standing = Standing.safeParse(readJson(text)).data;
    if (standing?.state !== 'sale_open') return [];
    const before = best.get(call.path) ?? Infinity;
    best.set(call.path, Math.min(before, standing.position));
    return standing.position > before ? [`I12: ${call.path} went from ${before} to ${standing.position}`] : [];
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

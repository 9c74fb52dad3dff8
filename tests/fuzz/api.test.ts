import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../scripts/ports.ts';
import { startProcess, type Running } from '../../scripts/processes.ts';
import { apiProcess } from '../../scripts/services.ts';
import { Buyer, stack } from '../harness.ts';
import { schemathesisConfig } from './schemathesis-config.ts';

/** Requests in all, at least; the default is the short form of `npm test`. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 1_000);
const SEED = process.env['FUZZ_SEED'] ?? '1';
const HOLDS = 4;
/** About so many requests are made whatever is asked for, and so many over all operations for one example of each. */
const FIXED_REQUESTS = 800;
const REQUESTS_PER_EXAMPLE = 28;
const examples = Math.max(1, Math.ceil((CASES - FIXED_REQUESTS) / REQUESTS_PER_EXAMPLE));
/** A case takes some milliseconds; this is far more. */
const MS_PER_CASE = 200;

const { adminToken, db, drop, environment } = stack();
const folder = mkdtempSync(join(tmpdir(), 'ticketdrop-fuzz-'));
let api: Running;
let apiUrl: string;

const Report = z.object({
  complete: z.boolean(),
  operations: z.object({ selected: z.number(), tested: z.number() }),
  test_cases: z.object({ generated: z.number() }),
});

beforeAll(async () => {
  const [port, metricsPort] = [await freePort(), await freePort()];
  apiUrl = `http://127.0.0.1:${port}`;
  // All requests come from one address and one buyer, so limits would refuse most of them.
  const limits = ['JOIN', 'JOIN_ADDRESS', 'RESERVATIONS', 'CHECKOUT_SESSIONS', 'CHECKOUT_CONFIRM'];
  const limitsOff = {
    ...Object.fromEntries(limits.map((name) => [`RATE_LIMIT_${name}`, '0'])),
    HOLD_COOL_DOWN_SECONDS: '0',
    HOLD_ADDRESS_SHARE: '100',
  };
  const own = { ...environment, ...limitsOff, API_PORT: String(port), WORKER_METRICS_PORT: String(metricsPort) };
  api = await startProcess({ ...apiProcess(own, apiUrl), dataDir: folder, command: process.execPath });
});
afterAll(async () => {
  await api?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A sale that the buyer was let into, with holds that end quickly so that each can be made again, and a draft. */
async function eventsFor(buyerId: string) {
  const terms = { purchase_limit: 1_000, reservation_ttl_seconds: 2, access_ttl_seconds: 86_400 };
  const tiers = [
    { capacity: 100_000, per_user_limit: 1_000 },
    { capacity: 1, per_user_limit: 1_000, price_cents: 0 },
  ];
  const { eventId, tierIds, buyer } = await drop({ ...terms, tiers });
  const { token } = await buyer(buyerId).enter();
  const holds = [];
  for (let i = 0; i < HOLDS; i += 1) holds.push(await holdInCheckout(buyerId));
  return { sale: { eventId, tierIds, token }, holds, draft: await drop({ tiers, status: 'draft' }) };
}

async function holdInCheckout(buyerId: string) {
  const { eventId, tierIds } = await drop({ reservation_ttl_seconds: 86_400 });
  const buyer = await new Buyer(apiUrl, eventId, tierIds, buyerId).enter();
  const reservationId: string = (await buyer.reserve(2)).body.id;
  return { reservationId, sessionId: (await buyer.checkout(reservationId)).body.id as string };
}

it(
  'answers whatever it is asked as its OpenAPI document says',
  async () => {
    const buyerId = 'fuzzing-buyer';
    const config = join(folder, 'schemathesis.toml');
    const report = join(folder, 'report.json');
    writeFileSync(config, schemathesisConfig({ buyerId, adminToken, ...(await eventsFor(buyerId)) }));
    const { stdout, exitCode } = await execa(
      process.env['SCHEMATHESIS_PATH'] ?? 'schemathesis',
      [
        ...['--config-file', config, 'run', `${apiUrl}/openapi.json`, '--no-color'],
        ...['--max-examples', String(examples), '--seed', SEED],
        ...['--continue-on-failure', '--report', 'json', '--report-json-path', report],
      ],
      { reject: false, cwd: folder, stdin: 'ignore' },
    );
    expect(exitCode, stdout).toBe(0);
    const { complete, operations, test_cases } = Report.parse(JSON.parse(readFileSync(report, 'utf8')));
    expect({ complete, ...operations }).toMatchObject({ complete: true, tested: operations.selected });
    expect(test_cases.generated).toBeGreaterThanOrEqual(CASES);
    expect(await db.order.count({ where: { buyer_id: buyerId } })).toBeGreaterThan(0);
    expect(await db.reservation.count({ where: { buyer_id: buyerId } })).toBeGreaterThan(HOLDS);
    console.log(stdout.slice(stdout.lastIndexOf('Test cases:')));
  },
  120_000 + CASES * MS_PER_CASE,
);

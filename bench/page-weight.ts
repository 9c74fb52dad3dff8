import { gzipSync } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { chromiumPath } from '../scripts/components/chromium.ts';

/** A figure measured in each round, and the most it may be. */
export type PageFigure = {
  name: string;
  unit: string;
  rounds: number[];
  goal: { of: 'value'; at: 'most'; value: number };
};

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 };

/**
 * What the first page costs a new visitor: the size of its JavaScript after gzip, and the largest contentful paint.
 * Each round is a visitor with an empty cache.
 */
export async function pageWeight(webUrl: string, rounds = 7): Promise<PageFigure[]> {
  const browser = await chromium.launch({ executablePath: await chromiumPath(() => undefined), args: flags });
  try {
    const visits: Visit[] = [];
    for (let round = 0; round < rounds; round += 1) visits.push(await visit(browser, webUrl));
    return [
      {
        name: 'JavaScript of the first page',
        unit: 'KB gzip',
        rounds: visits.map(({ scriptKb }) => scriptKb),
        goal: { of: 'value', at: 'most', value: 70 },
      },
      {
        name: 'Largest contentful paint',
        unit: 'ms',
        rounds: visits.map(({ paintMs }) => paintMs),
        goal: { of: 'value', at: 'most', value: 1_000 },
      },
    ];
  } finally {
    await browser.close();
  }
}

type Visit = { scriptKb: number; paintMs: number };

async function visit(browser: Browser, webUrl: string): Promise<Visit> {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  const scripts: Promise<number>[] = [];
  let loaded = false;
  page.on('load', () => (loaded = true));
  page.on('response', (response) => {
    // Scripts fetched after the load event are prefetched for later pages; no visitor waits for them.
    if (!loaded && response.request().resourceType() === 'script')
      scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(webUrl, { waitUntil: 'load' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  const paintMs = await page.evaluate<number>(`new Promise((resolve) =>
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
      .observe({ type: 'largest-contentful-paint', buffered: true }))`);
  const bytes = await Promise.all(scripts);
  await context.close();
  return { scriptKb: bytes.reduce((total, size) => total + size, 0) / 1_000, paintMs };
}

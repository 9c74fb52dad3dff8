import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { chromiumPath } from '../../scripts/components/chromium.ts';

/** Nothing that Chromium does by itself may reach the network, and root has no sandbox. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const widths = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };
const themes = ['light', 'dark'] as const;

/** What a run leaves to look at; git ignores the folder. */
const pictures = join('.data', 'screenshots');

export type Arrival = {
  size?: keyof typeof widths;
  theme?: (typeof themes)[number];
  permissions?: string[];
  at?: string;
};

/** One person with a browser of their own. */
export type Visitor = { page: Page; context: BrowserContext; complaints: string[] };

/**
 * A Chromium for one test file. Call once at its top. After each test every visitor leaves, and a console error or a request to
 * another host that any of them caused fails the test.
 */
export function browser() {
  let program: Browser;
  let visitors: Visitor[] = [];

  beforeAll(async () => {
    program = await chromium.launch({ executablePath: await chromiumPath(() => undefined), args: flags });
  });
  afterAll(() => program.close());
  afterEach(async () => {
    const left = visitors;
    visitors = [];
    await Promise.all(left.map(({ context }) => context.close()));
    expect(left.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  /** Somebody nobody has seen before opens the storefront, on a phone unless it says otherwise. */
  async function visitor({
    size = 'phone',
    theme = 'light',
    permissions = [],
    at = inject('webUrl'),
  }: Arrival = {}): Promise<Visitor> {
    const context = await program.newContext({
      baseURL: at,
      viewport: widths[size],
      colorScheme: theme,
      permissions,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'Europe/London',
    });
    context.setDefaultTimeout(20_000);
    const complaints: string[] = [];
    context.on('page', (page) => watch(page, new URL(at).origin, complaints));
    const arrived = { context, complaints, page: await context.newPage() };
    visitors.push(arrived);
    return arrived;
  }

  return { visitor };
}

/** Chromium notes every answer that is no success in the console. A refusal by the API is an answer like others, and so is a network that is away. */
const isAnswer = (text: string) =>
  /^Failed to load resource: (the server responded with a status of [45]\d\d|net::ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED|CONNECTION_REFUSED|FAILED))/.test(
    text,
  );

function watch(page: Page, origin: string, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`a script failed: ${error.message}`));
  page.on('console', (message) => {
    const fromApi = new URL(message.location().url || 'about:blank').pathname.startsWith('/api/');
    if (message.type() === 'error' && !(fromApi && isAnswer(message.text())))
      complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url());
    if (asked !== origin && protocol.startsWith('http')) complaints.push(`a request to another host: ${request.url()}`);
  });
}

/**
 * Looks at a page as people do: at both widths and in both themes. Keeps a picture of each; fails for what axe-core finds wrong,
 * and where the page is wider than the screen.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries(widths)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      expect(await violations(page), `${name} on a ${size} in ${colorScheme}`).toEqual([]);
    }
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow, `${name} is too wide for a ${size}`).toBe(0);
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}

/** What axe-core has to say against a page, one line for each kind of violation. */
async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's Content-Security-Policy does not concern.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return found.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join('; ')}`,
  );
}

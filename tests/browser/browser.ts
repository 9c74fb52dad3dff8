import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { chromiumPath } from '../../scripts/components/chromium.ts';

/** Turns off Chromium's own network traffic, and its sandbox, which root cannot use. */
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

/** The folder for screenshots; git ignores it. */
const screenshotDir = join('.data', 'screenshots');

export type VisitorOptions = {
  size?: keyof typeof widths;
  theme?: (typeof themes)[number];
  permissions?: string[];
  baseUrl?: string;
  /** Origins that the pages may ask besides their own. */
  hosts?: string[];
  /** The IANA name of the time zone that the clock of the visitor shows. */
  timeZone?: string;
};

/** One person with their own browser profile. `errors`: console errors and forbidden requests so far. */
export type Visitor = { page: Page; context: BrowserContext; errors: string[] };

/**
 * Starts a Chromium for one test file; call it once at the top of the file. After each test all visitors are closed. A
 * console error or a request to another host by any of them fails the test.
 */
export function browser() {
  let chromiumBrowser: Browser;
  let visitors: Visitor[] = [];

  beforeAll(async () => {
    chromiumBrowser = await chromium.launch({ executablePath: await chromiumPath(() => undefined), args: flags });
  });
  afterAll(() => chromiumBrowser.close());
  afterEach(async () => {
    const closing = visitors;
    visitors = [];
    await Promise.all(closing.map(({ context }) => context.close()));
    expect(closing.flatMap(({ errors }) => errors)).toEqual([]);
  });

  /** Opens a new browser profile, by default with the screen of a phone. */
  async function visitor({
    size = 'phone',
    theme = 'light',
    permissions = [],
    baseUrl = inject('webUrl'),
    hosts = [],
    timeZone = 'Europe/London',
  }: VisitorOptions = {}): Promise<Visitor> {
    const context = await chromiumBrowser.newContext({
      baseURL: baseUrl,
      viewport: widths[size],
      colorScheme: theme,
      permissions,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: timeZone,
    });
    context.setDefaultTimeout(20_000);
    const errors: string[] = [];
    context.on('page', (page) => recordErrors(page, [new URL(baseUrl).origin, ...hosts], errors));
    const opened = { context, errors, page: await context.newPage() };
    visitors.push(opened);
    return opened;
  }

  return { visitor };
}

/**
 * Chromium writes every failed request to the console. Error responses of the API and a lost network are part of what
 * the tests check.
 */
const expectedFailure = new RegExp(
  '^Failed to load resource: (the server responded with a status of [45]\\d\\d' +
    '|net::ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED|CONNECTION_REFUSED|FAILED))',
);

function recordErrors(page: Page, origins: string[], errors: string[]): void {
  page.on('pageerror', (error) => errors.push(`a script failed: ${error.message}`));
  page.on('console', (message) => {
    const fromApi = new URL(message.location().url || 'about:blank').pathname.startsWith('/api/');
    if (message.type() === 'error' && !(fromApi && expectedFailure.test(message.text())))
      errors.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('request', (request) => {
    const { origin: requested, protocol } = new URL(request.url());
    if (!origins.includes(requested) && protocol.startsWith('http'))
      errors.push(`a request to another host: ${request.url()}`);
  });
}

/**
 * Takes screenshots of a page at both widths and in both themes. Fails for violations that axe-core finds, and if the
 * page is wider than the screen.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries(widths)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(screenshotDir, `${name}-${size}-${colorScheme}.png`), fullPage: true });
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

/** The violations that axe-core finds on a page, one line for each rule. */
async function violations(page: Page): Promise<string[]> {
  // The debugger evaluates it, so the page's Content-Security-Policy does not apply.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return found.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join('; ')}`,
  );
}

import { readFileSync } from 'node:fs';
import type { BrowserContext, Route } from 'playwright-core';

const script = readFileSync(new URL('stripe-js.stub.js', import.meta.url), 'utf8');
const bankPage = readFileSync(new URL('bank-page.html', import.meta.url), 'utf8');

/** The hosts that a page with Stripe's cards may ask besides its own. */
export const stripeHosts = ['https://js.stripe.com', 'https://api.stripe.com', 'https://hooks.stripe.com'];

/**
 * Plays Stripe in one browser: its script is a stub of the calls that our pages use, its API is the double, and its
 * page of a bank has two buttons.
 */
export async function playStripe(context: BrowserContext, doubleUrl: string): Promise<void> {
  const answer = (contentType: string, body: string) => (route: Route) =>
    route.fulfill({ contentType, body, headers: { 'access-control-allow-origin': '*' } });
  await context.route('https://js.stripe.com/**', answer('text/javascript', script));
  await context.route('https://hooks.stripe.com/**', answer('text/html', bankPage));
  await context.route('https://api.stripe.com/**', async (route) => {
    const asked = route.request();
    const { pathname } = new URL(asked.url());
    const said = await fetch(`${doubleUrl}/control${pathname}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: asked.postData() ?? '{}',
    });
    // The page looks into the error itself; a status would only be written to the browser's console.
    await answer('application/json', await said.text())(route);
  });
}

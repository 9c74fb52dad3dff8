/** Where Stripe's script, its frames and its API are; the same as in docker/web.conf. */
const stripe = {
  scripts: ' https://js.stripe.com',
  calls: ' https://api.stripe.com',
  frames: '; frame-src https://js.stripe.com https://hooks.stripe.com',
};
const nothing = { scripts: '', calls: '', frames: '' };

/**
 * The Content-Security-Policy of the built pages: their own origin alone, and Stripe's where cards are paid there. The
 * development server has none, because it needs inline scripts and a WebSocket.
 */
export function contentSecurityPolicy(paymentProvider: string | undefined): string {
  const { scripts, calls, frames } = paymentProvider === 'stripe' ? stripe : nothing;
  return [
    "default-src 'none'",
    `script-src 'self'${scripts}`,
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self'${calls}${frames}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

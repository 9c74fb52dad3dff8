import type { Page } from 'playwright-core';

/** What a buyer does in the storefront, by the words on the screen: each step resolves when the page it leads to is there. */
export function shopper(page: Page, eventId: string) {
  const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor();
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

  const steps = {
    heading,
    press,
    /** Until this text is on the screen. */
    see: (text: string | RegExp) => page.getByText(text).first().waitFor(),
    path: () => new URL(page.url()).pathname.replace(`/events/${eventId}`, ''),

    async open() {
      await page.goto(`/events/${eventId}`);
      await page.getByRole('heading', { name: 'Tickets', level: 2 }).waitFor();
    },
    /** Joins where nobody waits, which leads straight to the choice. */
    async enter() {
      await steps.open();
      await press('Join the waiting room');
      await heading('Choose your tickets');
    },
    /** Joins where somebody else is first, or before the sale. */
    async wait() {
      await steps.open();
      await press(/^(Join the waiting room|Take a place)/);
      await steps.see('What happens next');
    },
    async hold(quantity = 1) {
      for (let more = 1; more < quantity; more += 1) await press('One ticket more');
      await press(/^Hold /);
      await heading('Your tickets are held');
    },
    async toPayment() {
      await press('Go to payment');
      await heading('Pay for your tickets');
    },
    async pay() {
      await press(/^Pay /);
      await heading('You are going!');
    },
    async buy(quantity = 1) {
      await steps.enter();
      await steps.hold(quantity);
      await steps.toPayment();
      await steps.pay();
    },
  };
  return steps;
}

export type Shopper = ReturnType<typeof shopper>;

/** The name under which this browser is known to the API. */
export const buyerIdOf = (page: Page) => page.evaluate<string>("localStorage.getItem('ticketdrop:buyer')");

/** As if one came back to the tab, at which a page looks at once. */
export const comeBack = (page: Page) => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

/** Somebody who comes to an event, with what a refusal on the screen says and offers. */
export const arriving = (visitor: () => Promise<{ page: Page }>) => async (eventId: string) => {
  const { page } = await visitor();
  const refused = page.getByRole('alert');
  return {
    page,
    refused,
    next: (name: string) => refused.getByRole('button', { name }).or(refused.getByRole('link', { name })),
    ...shopper(page, eventId),
  };
};

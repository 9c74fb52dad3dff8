import type { Page } from 'playwright-core';

/** The steps of a buyer in the storefront, by visible text. Each step resolves when the page it leads to is shown. */
export function shopper(page: Page, eventId: string) {
  const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor();
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

  const steps = {
    heading,
    press,
    /** Resolves when this text is on the page. */
    see: (text: string | RegExp) => page.getByText(text).first().waitFor(),

    async open() {
      await page.goto(`/events/${eventId}`);
      await page.getByRole('heading', { name: 'Tickets', level: 2 }).waitFor();
    },
    /** Joins an empty waiting room, which leads directly to the selection of tickets. */
    async enter() {
      await steps.open();
      await press('Join the waiting room');
      await heading('Choose your tickets');
    },
    /** Joins a waiting room with other buyers in it, or before the sale opens. */
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

/** The buyer id that this browser sends to the API. */
export const buyerIdOf = (page: Page) => page.evaluate<string>("localStorage.getItem('ticketdrop:buyer')");

/** Simulates a return to the tab, which makes the page poll at once. */
export const returnToTab = (page: Page) => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

/** Returns a function that opens a browser for a shopper of one event, with the alert on the page and its links. */
export const shopperFactory = (visitor: () => Promise<{ page: Page }>) => async (eventId: string) => {
  const { page } = await visitor();
  const alert = page.getByRole('alert');
  return {
    page,
    alert,
    alertAction: (name: string) => alert.getByRole('button', { name }).or(alert.getByRole('link', { name })),
    ...shopper(page, eventId),
  };
};

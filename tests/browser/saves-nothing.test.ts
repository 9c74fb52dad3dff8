import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { shopper } from './shopper.ts';

const { drop } = stack();
const { visitor } = browser();

/** What a browser does whose user blocks cookies and site data. */
const blockStorage = `
  for (const storage of ['localStorage', 'sessionStorage'])
    Object.defineProperty(globalThis, storage, {
      get: () => { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
    });
`;

it('a browser that saves nothing is warned before paying, and gets a link that opens its tickets', async () => {
  const { eventId, tickets } = await drop();
  const { page, context } = await visitor();
  await context.addInitScript(blockStorage);
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.see('Keep this page open');
  await ada.hold();
  await ada.toPayment();
  await ada.see('Keep this page open');
  await inspect(page, 'payment-without-storage');
  await ada.pay();
  await ada.see('Keep this link');
  await inspect(page, 'order-without-storage');
  const link = (await page.getByRole('link', { name: /#buyer=/ }).getAttribute('href'))!;

  const elsewhere = await visitor();
  await elsewhere.page.goto(link);
  const [ticket] = await tickets();
  await elsewhere.page.getByRole('article', { name: `Ticket ${ticket!.code}` }).waitFor();
  // The link shows tickets and does not make the other browser that buyer.
  await elsewhere.page.goto('/my-tickets');
  await elsewhere.page.getByText('You have no tickets yet').waitFor();
});

it('a browser that saves is not bothered', async () => {
  const { eventId } = await drop();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.buy();
  expect(await page.getByText('Keep this').count()).toBe(0);
});

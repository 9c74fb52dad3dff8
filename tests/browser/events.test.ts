import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';

const { drop } = stack();
const { visitor } = browser();
const inHalfAnHour = () => new Date(Date.now() + 1_800_000).toISOString();

it('shows what is on sale now and what opens soon, with a countdown', async () => {
  await drop({ name: 'The Open Air' });
  await drop({ name: 'The Long Wait', status: 'scheduled', on_sale_at: inHalfAnHour() });
  const { page } = await visitor();
  await page.goto('/');
  const listed = (heading: string) => page.locator('section', { has: page.getByRole('heading', { name: heading }) });
  await listed('On sale now').getByRole('link', { name: 'The Open Air' }).waitFor();
  const soon = listed('Opening soon').getByRole('listitem').filter({ hasText: 'The Long Wait' });
  expect(await soon.innerText()).toMatch(/Opens in (29:\d\d|30:00)/);
  await inspect(page, 'events');
});

it('finds events by name, place and date, and keeps the search over a reload', async () => {
  await drop({ name: 'Céline in the Park', venue: 'Meadow Stage' });
  await drop({ name: 'A Night of Brass', venue: 'Town Hall' });
  const { page } = await visitor();
  await page.goto('/');
  const search = page.getByRole('searchbox', { name: 'Search by name, place or date' });
  await search.fill('celine meadow');
  await page.getByText('1 event fits.').waitFor();
  await page.reload();
  await page.getByText('1 event fits.').waitFor();
  expect(await search.inputValue()).toBe('celine meadow');
  expect(await page.getByRole('link', { name: 'A Night of Brass' }).count()).toBe(0);
  await search.fill('no such thing');
  await page.getByText('No event fits').waitFor();
  await inspect(page, 'events-nothing-found');
});

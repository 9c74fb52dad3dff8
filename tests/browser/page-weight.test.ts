import { readdirSync, readFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import { pageWeight } from '../../bench/page-weight.ts';
import { stack } from '../harness.ts';
import { browser } from './browser.ts';

const { drop } = stack();
const { visitor } = browser();

it('loads at most 70 KB of JavaScript for the first page', async () => {
  await drop();
  const [scripts] = await pageWeight(inject('webUrl'), 1);
  expect(scripts!.rounds[0]).toBeGreaterThan(10);
  expect(scripts!.rounds[0]).toBeLessThanOrEqual(70);
});

it('keeps what loads Stripe’s script in a file of its own, which no page but the payment asks for', async () => {
  const folder = 'web/dist/assets';
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const source = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
  const loaders = scripts.filter((name) => source(name).includes('https://js.stripe.com'));
  expect(loaders).toHaveLength(1);
  const importers = scripts.filter((name) => new RegExp(`from ?["']./${loaders[0]}`).test(source(name)));
  expect(importers).toEqual([]);
});

it('runs only scripts of the storefront', async () => {
  const { page, errors } = await visitor();
  const response = await page.goto('/');
  const policy = (await response!.headerValue('content-security-policy'))!;
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe|\*/);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const blocked = await page.evaluate<string>(`new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective), { once: true });
    document.body.insertAdjacentHTML('beforeend', '<img src="nowhere" onerror="globalThis.ran = true">');
    const script = document.createElement('script');
    script.textContent = 'globalThis.ran = true';
    document.body.append(script);
  })`);
  expect(blocked).toMatch(/^script-src/);
  expect(await page.evaluate('globalThis.ran')).toBeUndefined();
  expect(errors.splice(0).join()).toContain('Content Security Policy');
});

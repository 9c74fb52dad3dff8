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

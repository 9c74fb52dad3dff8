import { expect, inject, it } from 'vitest';
import { pageWeight } from '../../bench/page-weight.ts';
import { stack } from '../harness.ts';
import { browser } from './browser.ts';

const { drop } = stack();
const { visitor } = browser();

it('asks a phone for at most 70 KB of JavaScript before the first page is there', async () => {
  await drop();
  const [scripts] = await pageWeight(inject('webUrl'), 1);
  expect(scripts!.rounds[0]).toBeGreaterThan(10);
  expect(scripts!.rounds[0]).toBeLessThanOrEqual(70);
});

it('runs no script that does not come from the storefront', async () => {
  const { page, complaints } = await visitor();
  const answer = await page.goto('/');
  const policy = (await answer!.headerValue('content-security-policy'))!;
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe|\*/);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const blocked = await page.evaluate<string>(`new Promise((tell) => {
    document.addEventListener('securitypolicyviolation', (event) => tell(event.violatedDirective), { once: true });
    document.body.insertAdjacentHTML('beforeend', '<img src="nowhere" onerror="globalThis.ran = true">');
    const script = document.createElement('script');
    script.textContent = 'globalThis.ran = true';
    document.body.append(script);
  })`);
  expect(blocked).toMatch(/^script-src/);
  expect(await page.evaluate('globalThis.ran')).toBeUndefined();
  expect(complaints.splice(0).join()).toContain('Content Security Policy');
});

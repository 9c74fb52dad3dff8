import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pageFile, parsePage, renderPage } from './page.ts';

describe('the page of faults', () => {
  it('is read back as it was written', () => {
    const page = {
      rows: [{ row: 'F1', test: 'a | b', result: 'passed', seconds: '1.0', seed: '–' }],
      drops: ['- one run of drops', '- another one'],
      models: ['- one run of the models'],
    };
    expect(parsePage(renderPage(page))).toEqual(page);
  });

  it('starts empty', () => {
    expect(parsePage('')).toEqual({ rows: [], drops: [], models: [] });
  });

  it('is in the documentation as npm run faults writes it', () => {
    const text = readFileSync(pageFile, 'utf8');
    expect(renderPage(parsePage(text))).toBe(text);
    expect(parsePage(text).rows).toHaveLength(56);
  });
});

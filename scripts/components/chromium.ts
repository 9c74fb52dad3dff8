import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';
import { findProgram, installPackage, isProgram } from './programs.ts';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of Chromium or Chrome for the browser tests: from CHROMIUM_PATH, from PATH, or installed now. */
export async function chromiumPath(report: Report): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!isProgram(given)) throw new CannotStart('CHROMIUM_PATH is not a program that can be run.');
    return given;
  }
  const found =
    findProgram(...names) ??
    ((await installPackage({ apt: 'chromium', brew: 'chromium' }, report)) ? findProgram(...names) : undefined);
  if (found === undefined)
    throw new CannotStart(
      'Chromium is missing: set CHROMIUM_PATH, put chromium or google-chrome on PATH, ' +
        'or install it (apt-get install chromium).',
    );
  return found;
}

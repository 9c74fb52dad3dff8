import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { onInterruption } from '../../scripts/interruption.ts';

/** Makes the screenshots of the documentation anew, by the browser tests that take them. */
const names = [
  'events-desktop-light',
  'event-before-its-sale-phone-light',
  'waiting-room-phone-dark',
  'choose-phone-light',
  'payment-phone-light',
  'my-tickets-phone-light',
];
const tests = ['tests/browser/events.test.ts', 'tests/browser/pages.test.ts'];

const { failed, exitCode } = await execa(
  process.execPath,
  ['scripts/bootstrap.mjs', 'scripts/test.ts', '--project', 'browser', ...tests],
  { reject: false, stdio: 'inherit', cancelSignal: onInterruption(() => process.exit(130)) },
);
if (failed) process.exit(exitCode ?? 130);

const folder = join('docs', 'screenshots');
mkdirSync(folder, { recursive: true });
for (const name of names) copyFileSync(join('.data', 'screenshots', `${name}.png`), join(folder, `${name}.png`));
console.log(`${names.length} pictures are in ${folder}.`);
process.exit();

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The screenshots of the documentation. `npm run screenshots` first runs the browser tests that take them. */
const names = [
  'events-desktop-light',
  'event-before-its-sale-phone-light',
  'waiting-room-phone-dark',
  'choose-phone-light',
  'payment-phone-light',
  'my-tickets-phone-light',
];

const folder = join('docs', 'screenshots');
mkdirSync(folder, { recursive: true });
for (const name of names) copyFileSync(join('.data', 'screenshots', `${name}.png`), join(folder, `${name}.png`));
console.log(`${names.length} pictures are in ${folder}.`);

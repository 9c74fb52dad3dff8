import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The pictures of the documentation, out of those that the browser tests take (`npm run screenshots` runs these first). */
const shown = [
  'events-desktop-light',
  'event-before-its-sale-phone-light',
  'waiting-room-phone-dark',
  'choose-phone-light',
  'payment-phone-light',
  'my-tickets-phone-light',
];

const folder = join('docs', 'screenshots');
mkdirSync(folder, { recursive: true });
for (const name of shown) copyFileSync(join('.data', 'screenshots', `${name}.png`), join(folder, `${name}.png`));
console.log(`${shown.length} pictures are in ${folder}.`);

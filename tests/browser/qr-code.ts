import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';
import decode from 'qr/decode.js';

/** Decodes a QR code from the screen, as a scanner would. @throws where no code can be decoded. */
export async function decodeQr(image: Locator): Promise<string> {
  const { width, height, data } = PNG.sync.read(await image.screenshot());
  return decode({ width, height, data }, { timeLimit: 2_000 });
}

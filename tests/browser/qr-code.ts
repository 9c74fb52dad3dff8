import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';
import decode from 'qr/decode.js';

/** Reads a QR code off the screen, as a scanner would; it fails where there is none that can be read. */
export async function decodeQr(picture: Locator): Promise<string> {
  const { width, height, data } = PNG.sync.read(await picture.screenshot());
  return decode({ width, height, data }, { timeLimit: 2_000 });
}

import { encode } from 'uqr';

/** A run of dark modules in a row of a QR code, in modules from its upper left corner. */
export type Run = { x: number; y: number; width: number };

/** The QR code of a ticket: what the storefront shows (web/src/purchase/tickets/ticket-qr.tsx), without its border. */
export function ticketQr({ code, signature }: { code: string; signature: string }): { size: number; runs: Run[] } {
  const { data, size } = encode(`${code}.${signature}`, { ecc: 'M', border: 0 });
  return { size, runs: data.flatMap(runsOf) };
}

function runsOf(row: boolean[], y: number): Run[] {
  const runs: Run[] = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (!dark) return;
    if (last && last.x + last.width === x) last.width += 1;
    else runs.push({ x, y, width: 1 });
  });
  return runs;
}

import { asProblem } from '../../http/problem.ts';
import { organiserApi } from '../organiser-api.ts';

const event = organiserApi.admin.events[':id'];
const files = { orders: event['orders.csv'], attendees: event['attendees.csv'], refunds: event['refunds.csv'] };

export type EventFile = keyof typeof files;

/** A download in which nothing arrives for so long has failed. */
const STALLED_MS = 30_000;

/**
 * Fetches a file of an event and has the browser save it. A link could not carry the token, and one that is in the
 * address instead would stay in histories and logs. A file of 100,000 orders has about 15 MB, which a browser can keep
 * until it is whole; what was broken off is not saved.
 * @throws Problem
 */
export async function saveEventFile(id: string, file: EventFile): Promise<void> {
  const stalled = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const somethingArrived = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), STALLED_MS);
  };
  somethingArrived();
  try {
    const response = await files[file].$get({ param: { id } }, { init: { signal: stalled.signal } });
    const pieces: BlobPart[] = [];
    const reader = response.body!.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      somethingArrived();
      pieces.push(read.value);
    }
    save(new Blob(pieces, { type: 'text/csv' }), nameOf(response.headers) ?? `${file}.csv`);
  } catch (thrown) {
    throw asProblem(thrown);
  } finally {
    clearTimeout(timer);
  }
}

/** The name that the server gave a file (RFC 6266). */
function nameOf(headers: Headers): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(headers.get('Content-Disposition') ?? '')?.[1];
  return encoded && decodeURIComponent(encoded);
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

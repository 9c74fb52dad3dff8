import type { IncomingMessage, ServerResponse } from 'node:http';

/** A longer body is not worth reading: the answer ends its connection instead. */
const MOST_DRAINED_BYTES = 8 * 1_024 * 1_024;

/**
 * Takes what is left of a body that nobody read, before the answer goes out: the requests behind it on the same
 * connection may be other people's, and a connection that is closed with unread bytes can lose its last answer. Slow
 * clients are cut off by the server's request timeout.
 */
export async function clearBody(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!(await drained(request))) response.setHeader('Connection', 'close');
}

/** Whether a request has a body of which something is left. */
export const isUnread = ({ headers, readableEnded }: IncomingMessage) =>
  !readableEnded && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);

/** Reads a body to its end and keeps nothing of it. Resolves with false when it is too long or its client is gone. */
function drained(request: IncomingMessage): Promise<boolean> {
  if (request.destroyed || Number(request.headers['content-length'] ?? 0) > MOST_DRAINED_BYTES)
    return Promise.resolve(false);
  return new Promise((resolve) => {
    let bytes = 0;
    // A reader that gave up would pause the stream.
    request.removeAllListeners('data');
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_DRAINED_BYTES) resolve(false);
    });
    request.once('end', () => resolve(true));
    request.once('close', () => resolve(false));
    request.resume();
  });
}

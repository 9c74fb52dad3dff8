/** What the server refused, or that it could not be reached (`status` 0). `code` is the contract's `error`. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** How long the server asks to be left alone, in seconds. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, fields: Record<string, unknown> = {}, retryAfter?: string | null) {
    const code =
      typeof fields['error'] === 'string' ? fields['error'] : status === 0 ? 'unreachable' : `http_${status}`;
    super(typeof fields['detail'] === 'string' ? fields['detail'] : code);
    this.status = status;
    this.code = code;
    this.fields = fields;
    const seconds = Number(retryAfter || fields['retryAfterSeconds']);
    this.retryAfterSeconds = Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined;
  }

  /** A whole number the document carries, e.g. `available`. */
  count(field: string): number | undefined {
    const value = this.fields[field];
    return typeof value === 'number' ? value : undefined;
  }

  /** Asking again later may well succeed; nothing is known to have changed. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads a refusal, whoever wrote it: a proxy's error page has no fields. */
export async function readProblem(response: Response): Promise<Problem> {
  const retryAfter = response.headers.get('Retry-After');
  const document: unknown = await response.json().catch(() => ({}));
  const fields = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
  return new Problem(response.status, fields, retryAfter);
}

/** Whatever was thrown on the way to the server, as a problem: no network, no answer in time, or an answer that is none of the API's. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem(0, { detail: String(thrown) });
}

/** An error response of the server, or no response at all (`status` 0). `code` is the contract's `error`. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** How long to wait before the next request, in seconds. */
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

  /** A number in the problem document, e.g. `available`. */
  count(field: string): number | undefined {
    const value = this.fields[field];
    return typeof value === 'number' ? value : undefined;
  }

  /** A text in the problem document, e.g. `currency`. */
  text(field: string): string | undefined {
    const value = this.fields[field];
    return typeof value === 'string' ? value : undefined;
  }

  /** Whether a later retry may succeed. It does not say whether this request took effect. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads an error response. One that is not the API's, such as a proxy's error page, has no fields. */
export async function readProblem(response: Response): Promise<Problem> {
  const retryAfter = response.headers.get('Retry-After');
  const document: unknown = await response.json().catch(() => ({}));
  const fields = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
  return new Problem(response.status, fields, retryAfter);
}

/** Turns anything thrown by a request into a problem: no network, a timeout, or a response that is not the API's. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem(0, { detail: String(thrown) });
}

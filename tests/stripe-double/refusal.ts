export type ErrorBody = { type: string; code?: string; message: string; [field: string]: unknown };

/** An answer of Stripe's that is an error: `{ error: { type, code, message, … } }` with its status. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: ErrorBody;

  constructor(status: number, error: ErrorBody) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

export const invalidRequest = (message: string, more: { code?: string; [field: string]: unknown } = {}, status = 400) =>
  new Refusal(status, { type: 'invalid_request_error', message, ...more });

export const noSuch = (what: string, id: string) =>
  invalidRequest(`No such ${what}: '${id}'`, { code: 'resource_missing', param: 'id' }, 404);

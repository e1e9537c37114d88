/** The request is not taken. `message` is a sentence for whoever sent it: what is wrong and what to do. */
export class Refusal extends Error {
  override name = "Refusal";
  constructor(
    readonly status: 400 | 401 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 431 | 503,
    message: string,
    /** Form fields to mend, by key. */
    readonly fields: { [key: string]: string } = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

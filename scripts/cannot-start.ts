/** A failure that the user can correct. The message is one sentence and is printed without a stack. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

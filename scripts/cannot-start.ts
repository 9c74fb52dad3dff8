/** Something the person at the keyboard can put right; the message is the one sentence they get to read. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

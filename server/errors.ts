/** Errors named by what to do next. `message` is always a sentence for people. */
abstract class SentenceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The input is wrong: mend it and send it again. */
export class MendInput extends SentenceError {
  constructor(
    message: string,
    /** The field to mend, where there is one. */
    readonly field?: string,
  ) {
    super(message);
  }
}

/** It is not there, or not this organization's: look elsewhere. */
export class LookElsewhere extends SentenceError {}

/** Somebody else was first, or it changed since it was read: look at it again. */
export class LookAgain extends SentenceError {}

/** This person may not do it: ask somebody who may. */
export class AskSomebodyElse extends SentenceError {}

/** Something outside is down: try later. */
export class TryLater extends SentenceError {}

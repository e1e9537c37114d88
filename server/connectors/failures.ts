/** How an action failed, named by what the gateway does about it. `message` is a sentence for people. */
abstract class ActionFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Transient: it was not done, and may well work in a moment. */
export class TryAgain extends ActionFailure {
  constructor(
    message: string,
    /** The earliest moment the other side wants to be asked again, in milliseconds from now. */
    readonly afterMs?: number,
  ) {
    super(message);
  }
}

/** Infrastructure: it was not done, because the system cannot be reached. Its actions queue until it is back. */
export class AwaitSystem extends ActionFailure {
  constructor(
    message: string,
    /** The system refused the connection: no need to fail more often before the circuit opens. */
    readonly atOnce = false,
  ) {
    super(message);
  }
}

/** Data: it was not done, and the same again cannot work. A person is asked. */
export class MendAction extends ActionFailure {
  constructor(
    message: string,
    /** The one thing to mend, where it is known. */
    readonly field?: string,
  ) {
    super(message);
  }
}

/** Nobody knows whether it was done: look it up, never do it again blindly. */
export class LookUp extends ActionFailure {
  constructor(
    message: string,
    /** There is nothing here to look it up by: a person has to. */
    readonly byPerson = false,
  ) {
    super(message);
  }
}

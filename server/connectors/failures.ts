/**
 * How an action can fail. The class decides the handling (server/effects), so a connector's whole judgement
 * about an error is which of these it throws. Messages are sentences for people.
 */
abstract class ActionFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** It may work the next time: tried again with backoff. Nothing was done. */
export class TryAgain extends ActionFailure {
  constructor(
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** The input is refused and would be again: blocked, and a person is asked to mend it. Nothing was done. */
export class MendAction extends ActionFailure {}

/** The system is down or cannot be reached: its circuit opens and its actions queue. Nothing was done. */
export class SystemDown extends ActionFailure {}

/** It may have been done or not: looked up, never sent again blindly. */
export class OutcomeUnknown extends ActionFailure {}

/** The target is not as it was when the action was decided: nothing is overwritten. */
export class TargetChanged extends MendAction {}

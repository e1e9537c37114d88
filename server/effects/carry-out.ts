import { hostsFor, openRow } from "@/server/connections/open-connection";
import type {
  ActionDescriptor,
  ConnectionInUse,
  Executed,
  RemoteCall,
  RetryRule,
  Verification,
} from "@/server/connectors/define";
import { AwaitSystem, LookUp, MendAction, TryAgain } from "@/server/connectors/failures";
import { redact } from "@/server/connectors/redact";
import { inOrganizationFast } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import { failpoint } from "@/server/failpoints/failpoint";
import { reachOnly } from "@/server/net/allowed-hosts";
import { reportError } from "@/server/report-error";
import type { JsonObject } from "@/workflow/json";
import type { Claim } from "./claim";
import { keepResult } from "./keep-result";
import { Outrun } from "./move-effect";
import { type Nature, natureOf } from "./nature";

/** How an attempt went. Sentences and data are free of credentials. */
export type Outcome =
  | { kind: "done"; executed: Executed; verification: Verification }
  | { kind: "transient"; why: string; afterMs?: number }
  | { kind: "infrastructure"; why: string; atOnce: boolean }
  | { kind: "data"; why: string }
  /** `canLookUp`: a worker can find out by itself; otherwise a person has to. */
  | { kind: "unknown"; why: string; canLookUp: boolean };

/** Does an action, or looks whether an earlier attempt did it, and checks it. Never throws for what went wrong outside. */
export async function carryOut(claim: Claim): Promise<Outcome> {
  const { effect } = claim;
  let secret: JsonObject | null = null;
  let nature: Nature | null = null;
  try {
    const known =
      claim.nature ?? (await inOrganizationFast(effect.organizationId, (tx) => natureOf(tx, effect)));
    const connection = known.connection && openRow(effect.organizationId, known.connection);
    nature = known;
    secret = connection?.secret ?? null;
    const call = callOf(claim, known, connection);
    return redact(await reachOnly(hostsFor(known.connection), () => doOrFind(call, claim, known)), secret);
  } catch (error) {
    if (!isForeseen(error)) reportError(new Error(redact(String(error), secret)));
    return redact(outcomeOf(error, claim.mode, nature), secret);
  }
}

/**
 * Does a write on our own database in the transaction that writes its intent down. What it needs mended is kept for
 * whoever settles it; what else fails undoes both.
 */
export async function writeAtOnce(tx: Tx, claim: Claim, nature: Nature): Promise<Claim> {
  const { action } = nature;
  if (!action.write) return claim;
  try {
    return { ...claim, written: { executed: await action.write(tx, callOf(claim, nature, null)) } };
  } catch (error) {
    if (!isForeseen(error)) throw error;
    return { ...claim, written: { refused: error } };
  }
}

function callOf(claim: Claim, nature: Nature, connection: ConnectionInUse | null): RemoteCall<unknown> {
  const { effect } = claim;
  return {
    organizationId: effect.organizationId,
    effectId: effect.id,
    // Under the key itself the other side may remember what it refused.
    key: attemptKey(effect.key, effect.revision),
    sendKey: attemptKey(effect.id, effect.revision),
    input: nature.input,
    before: effect.before,
    connection,
    kept: effect.result,
    keep: (tx, done) => keepResult(tx, claim, done),
  };
}

function attemptKey(key: string, revision: number): string {
  return revision === 0 ? key : `${key}:${revision}`;
}

function perform(call: RemoteCall<unknown>, action: ActionDescriptor): Promise<Executed> {
  const { write } = action;
  if (!write) return action.execute(call);
  return inOrganizationFast(call.organizationId, (tx) => write(tx, call));
}

function outcomeOfWrite(written: NonNullable<Claim["written"]>): Executed {
  if ("refused" in written) throw written.refused;
  return written.executed;
}

async function doOrFind(
  call: RemoteCall<unknown>,
  { mode, written }: Claim,
  { action, retry }: Nature,
): Promise<Outcome> {
  await failpoint("gateway.before-call");
  const executed = written ? outcomeOfWrite(written) : await doAs(mode, call, { action, retry });
  await failpoint("gateway.after-call");
  try {
    return { kind: "done", executed, verification: await action.verify(call, executed) };
  } catch (error) {
    throw new LookUp(`It was done, but could not be checked: ${sentenceOf(error)}`);
  }
}

async function doAs(
  mode: Claim["mode"],
  call: RemoteCall<unknown>,
  { action, retry }: Pick<Nature, "action" | "retry">,
): Promise<Executed> {
  if (mode === "send") return perform(call, action);
  return mode === "verify" ? { result: call.kept ?? {}, evidence: {} } : lookUp(call, action, retry);
}

/** What an earlier attempt did; does it only where it certainly was not done, or doing it again does no harm. */
async function lookUp(
  call: RemoteCall<unknown>,
  action: ActionDescriptor,
  retry: RetryRule,
): Promise<Executed> {
  if (action.find) return (await findSurely(call, action)) ?? perform(call, action);
  if (retry === "native-key") return perform(call, action);
  throw new LookUp("It was being sent when the worker stopped. Nobody can tell whether it arrived.");
}

/** A search that fails leaves it as unknown as it was: what failed was not the action. */
async function findSurely(call: RemoteCall<unknown>, action: ActionDescriptor): Promise<Executed | null> {
  try {
    return (await action.find?.(call)) ?? null;
  } catch (error) {
    if (error instanceof LookUp && error.byPerson) throw error;
    throw new LookUp(`It could not be looked up: ${sentenceOf(error)}`);
  }
}

function outcomeOf(error: unknown, mode: Claim["mode"], nature: Nature | null): Outcome {
  const why = sentenceOf(error);
  if (error instanceof MendAction && (mode === "send" || nature !== null)) return { kind: "data", why };
  if (error instanceof TryAgain) return { kind: "transient", why, afterMs: error.afterMs };
  if (error instanceof AwaitSystem) return { kind: "infrastructure", why, atOnce: error.atOnce };
  // Before the call itself began nothing can have been sent, unless by an earlier attempt.
  if (nature === null) {
    return mode === "send" ? { kind: "transient", why } : { kind: "unknown", why, canLookUp: true };
  }
  const byPerson = error instanceof LookUp && error.byPerson;
  const canLookUp = !byPerson && (nature.action.find !== undefined || nature.retry === "native-key");
  return { kind: "unknown", why, canLookUp };
}

const FORESEEN = [TryAgain, AwaitSystem, MendAction, LookUp, Outrun];

function isForeseen(error: unknown): error is Error {
  return FORESEEN.some((type) => error instanceof type);
}

function sentenceOf(error: unknown): string {
  return isForeseen(error) ? error.message : "Something went wrong on our side.";
}

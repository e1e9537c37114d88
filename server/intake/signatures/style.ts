import type { JsonObject } from "@/workflow/json";
import type { Headers } from "../headers";

/** A request as it was signed: the exact bytes, before anything read them. */
export type SignedRequest = { headers: Headers; rawBody: Buffer };

/** How one kind of sender proves that it knows the secret, and where it says which event this is. */
export type SignatureStyle = {
  /**
   * Whether somebody made it who knows one of the secrets. No secret means no: it fails closed.
   * @param now seconds since 1970
   */
  isFromSender(request: SignedRequest, secrets: readonly string[], now: number): boolean;
  /** The sender's own id of the event; without one each request counts as new. */
  eventId(headers: Headers, body: JsonObject): string | undefined;
  /** What a sender that was refused has to mend, in a sentence. */
  refusal: string;
  /** Sends bodies as HTML forms do, too: pairs, or JSON in the one field `payload`. */
  takesForms?: boolean;
  /** What the sender wants to hear when it only tries the address; then nothing is kept. */
  challenge?(body: JsonObject): JsonObject | undefined;
  /** It takes the body of an answer for a message to a person: acknowledge with 200 and nothing. */
  silent?: boolean;
};

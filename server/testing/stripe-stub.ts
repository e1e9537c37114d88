import { isJsonObject, type JsonObject } from "@/workflow/json";
import { type MoodyAnswer, type MoodyRequest, startMoody } from "./moody-server";

/** Of the collections in a path, what the ids of new objects begin with. */
const PREFIXES: { readonly [collection: string]: string } = {
  refunds: "re",
  credit_notes: "cn",
  invoiceitems: "ii",
};

/** Objects that stand there from the beginning, by id. */
function givenObjects(): [string, JsonObject][] {
  const payment = {
    id: "pi_given0001",
    object: "payment_intent",
    currency: "eur",
    customer: "cus_given0001",
  };
  const yen = { id: "pi_yen000001", object: "payment_intent", currency: "jpy", customer: null };
  const open = { id: "in_open00001", object: "invoice", currency: "eur", status: "open" };
  const paid = { id: "in_paid00001", object: "invoice", currency: "eur", status: "paid" };
  const draft = { id: "in_draft0001", object: "invoice", currency: "eur", status: "draft" };
  return [payment, yen, open, paid, draft].map((object) => [object.id, object]);
}

/**
 * As much of Stripe as is used from here: forms in, objects out, lists newest first; no keys yet. `refundStatus` is what
 * refunds come to; `refuseWith` what writes are answered instead of being done.
 */
export function stripeBook() {
  const objects = new Map<string, JsonObject>(givenObjects());
  const told = {
    refundStatus: "succeeded",
    refuseWith: null as { status: number; error: JsonObject } | null,
  };
  let made = 0;

  const read = (collection: string, id: string | undefined, query: URLSearchParams): MoodyAnswer => {
    const found = id === undefined ? undefined : objects.get(id);
    if (id !== undefined) return found ? { status: 200, body: found } : noSuch(id);
    const filters = [...query].filter(([name]) => name !== "limit" && name !== "starting_after");
    const all = [...objects.values()]
      .filter((each) => each.object === collection && filters.every(([name, value]) => each[name] === value))
      .reverse();
    const after = all.findIndex((each) => each.id === query.get("starting_after")) + 1;
    const page = all.slice(after, after + Number(query.get("limit") ?? 10));
    const more = after + page.length < all.length;
    return { status: 200, body: { object: "list", data: page, has_more: more } };
  };

  const make = (collection: string, form: JsonObject, keep: boolean): MoodyAnswer => {
    made += 1;
    const paid = objects.get(String(form.invoice))?.status === "paid";
    const standing = [form.payment_intent, form.charge, form.invoice].map((id) => objects.get(String(id)));
    const object: JsonObject = {
      ...fieldsOf(form),
      id: `${PREFIXES[collection]}_made${made}`,
      object: collection,
      amount: Number(form.amount),
      currency: form.currency ?? standing.find((each) => each)?.currency ?? null,
      ...(collection === "refunds" ? { status: told.refundStatus } : {}),
      ...(collection === "credit_notes"
        ? { status: "issued", type: paid ? "post_payment" : "pre_payment" }
        : {}),
      // As long as it waits for its invoice, it stands on none.
      ...(collection === "invoiceitems" ? { invoice: null } : {}),
    };
    if (keep) objects.set(String(object.id), object);
    return { status: 200, body: object };
  };

  const act = ({ method, url, headers, body }: MoodyRequest, keep: boolean): MoodyAnswer => {
    const { pathname, searchParams } = new URL(url, "http://stripe.example");
    const [, , collection = "", id, verb] = pathname.split("/");
    if (!headers.authorization?.startsWith("Bearer rk_test_")) {
      return { status: 401, body: { error: { type: "invalid_request_error", message: "Invalid API Key" } } };
    }
    if (method === "GET") return read(collection, id, searchParams);
    if (told.refuseWith) return { status: told.refuseWith.status, body: { error: told.refuseWith.error } };
    if (method === "POST" && id === undefined) return make(collection, isJsonObject(body) ? body : {}, keep);
    const found = objects.get(id ?? "");
    if (!found) return noSuch(id ?? "");
    const no = refusalOf({ method, verb, found, invoice: objects.get(String(found.invoice)) });
    if (no) return { status: 400, body: { error: { type: "invalid_request_error", message: no } } };
    if (method === "DELETE") {
      if (keep) objects.delete(String(found.id));
      return { status: 200, body: { id: found.id ?? null, object: collection, deleted: true } };
    }
    const changed = { ...found, ...(verb === undefined ? {} : { status: ENDS_AS[verb] ?? null }) };
    if (keep) objects.set(String(found.id), changed);
    return { status: 200, body: changed };
  };
  return { objects, told, act };
}

/** That on loopback, with keys remembered. */
export async function startStripe(port?: number) {
  const { objects, told, act } = stripeBook();
  const moody = await startMoody(act, { knowsKeys: true, port });
  return Object.assign(moody, { objects, told });
}

export type StripeStub = Awaited<ReturnType<typeof startStripe>>;

const ENDS_AS: { readonly [verb: string]: string } = { void: "void", cancel: "canceled" };

/** What Stripe does not take back as it stands. */
function refusalOf(asked: {
  method: string;
  verb: string | undefined;
  found: JsonObject;
  invoice: JsonObject | undefined;
}): string | null {
  const { method, verb, found, invoice } = asked;
  if (verb === "cancel" && found.status !== "requires_action") {
    return `A refund that is ${found.status} cannot be canceled.`;
  }
  if (verb === "void" && invoice?.status !== "open") return "The invoice of this credit note is not open.";
  if (method === "DELETE" && invoice && invoice.status !== "draft") return "The invoice is not a draft.";
  return null;
}

function noSuch(id: string): MoodyAnswer {
  const error = {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such object: '${id}'`,
  };
  return { status: 404, body: { error } };
}

/** `metadata[a]=b` as `{ metadata: { a: b } }`. */
function fieldsOf(form: JsonObject): JsonObject {
  const fields: JsonObject = {};
  const metadata: JsonObject = {};
  for (const [name, value] of Object.entries(form)) {
    const mark = /^metadata\[(.+)\]$/.exec(name)?.[1];
    if (mark === undefined) fields[name] = value;
    else metadata[mark] = value;
  }
  return { ...fields, metadata };
}

import { isJsonObject, type JsonObject } from "@/workflow/json";
import type { ConnectionInUse } from "../define";
import { LookUp } from "../failures";
import { stripeRequest } from "./request";

/** Under which an object carries the id of the action that made it. */
const MARK = "handoff_action";

/** What an object is marked with, in a form. */
export function markOf(effectId: string): { [name: string]: string } {
  return { [`metadata[${MARK}]`]: effectId };
}

const MOST_PAGES = 40;

/**
 * The object that an action made, by its mark; null when it is certainly not there.
 * @throws LookUp by a person, when there are more than anybody can go through
 */
export async function findMarked(
  connection: ConnectionInUse | null,
  path: string,
  about: { [name: string]: string },
  effectId: string,
): Promise<JsonObject | null> {
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const from: { [name: string]: string } = after === null ? {} : { starting_after: after };
    const list = await stripeRequest(connection, {
      method: "GET",
      path,
      query: { ...about, limit: "25", ...from },
    });
    // Only a list says that something is not in it.
    if (!list || !Array.isArray(list.data)) throw new LookUp("Stripe did not answer with a list.");
    const objects = list.data.filter(isJsonObject);
    const found = objects.find(({ metadata }) => isJsonObject(metadata) && metadata[MARK] === effectId);
    if (found) return found;
    const last = objects.at(-1)?.id;
    if (list.has_more !== true) return null;
    if (typeof last !== "string") throw new LookUp("Stripe's list has more, and does not say where.");
    after = last;
  }
  throw new LookUp("There are too many to find it among them. Look in Stripe whether it was done.", true);
}

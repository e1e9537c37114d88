import { toText } from "@/workflow/expressions/convert";
import type { Json } from "@/workflow/json";
import type { Assembled } from "@/workflow/operations/assemble";
import type { Related } from "@/workflow/operations/classification";
import type { ConnectionInUse } from "../define";
import { fieldAt } from "../field-at";
import { within } from "../likeness";
import type { Found } from "../read-until";
import { sendRequest } from "./request";
import { valueAt } from "./value-at";

/** The path parameters of a related operation. */
export type Target = { [name: string]: string };

/** Where a related operation finds what this one was about; null when the answer does not say. */
export function targetOf(related: Related, call: Assembled, answer: Json): Target | null {
  const target: Target = {};
  for (const [name, source] of Object.entries(related.parameters)) {
    const value = source.from === "input" ? valueAt(call, source.key) : fieldAt(answer, source.path);
    if (value === undefined || value === null || typeof value === "object" || value === "") return null;
    target[name] = toText(value);
  }
  return target;
}

/** @throws as `send` does */
export async function readTarget(
  connection: ConnectionInUse | null,
  related: Related,
  target: Target,
): Promise<Found> {
  const { method, path, within: inside } = related;
  const { status, body } = await sendRequest(connection, {
    method,
    template: path,
    path: target,
    alsoAccepts: [404, 410],
  });
  if (status === 404 || status === 410) return { there: false };
  return { there: true, image: within(body, inside), whole: body };
}

import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { isJsonObject } from "@/workflow/json";
import { type InputField, inputFieldsSchema } from "@/workflow/nodes/settings";
import { checkSubmission } from "./check-submission";
import type { KnownEndpoint } from "./endpoints";
import type { Headers } from "./headers";
import { decodeUtf8, parseJson, refuseText } from "./parse-json";
import { Refusal } from "./refusal";

/** A hidden field the hosted form carries, so that a double click is one submission. */
const SUBMISSION_ID = "_submission";

/**
 * A form's submission as JSON or as browsers send forms, checked against the fields of the published form.
 * @throws Refusal 400 when it cannot be read · 422 with a sentence per field to mend.
 */
export async function readForm(
  endpoint: KnownEndpoint,
  request: { headers: Headers; rawBody: Buffer },
): Promise<{ body: JsonObject; externalId?: string }> {
  const submitted = await readValues(request.headers, request.rawBody);
  const { [SUBMISSION_ID]: id, ...values } = submitted;
  const { body, problems } = checkSubmission(formFields(endpoint), values);
  const count = Object.keys(problems).length;
  if (count > 0) {
    const message = count === 1 ? Object.values(problems).join("") : `${count} fields need your attention.`;
    throw new Refusal(422, message, problems);
  }
  return { body, externalId: z.uuid().safeParse(id).success ? String(id) : undefined };
}

function formFields(endpoint: KnownEndpoint): InputField[] {
  const parsed = inputFieldsSchema.safeParse(endpoint.trigger?.fields);
  return parsed.success ? parsed.data : [];
}

async function readValues(headers: Headers, rawBody: Buffer): Promise<JsonObject> {
  const type = headers["content-type"] ?? "";
  if (/^application\/json\b/i.test(type)) {
    const parsed = parseJson(rawBody);
    if (isJsonObject(parsed)) return parsed;
    throw new Refusal(400, 'The body must be a JSON object, like {"name": "value"}.');
  }
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return fromPairs(new URLSearchParams(decodeUtf8(rawBody)));
  }
  if (/^multipart\/form-data\b/i.test(type)) return fromPairs(await parseMultipart(type, rawBody));
  throw new Refusal(400, "Send the form as a browser does, or as JSON with content-type: application/json.");
}

async function parseMultipart(type: string, rawBody: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(rawBody), { headers: { "content-type": type } }).formData();
  } catch {
    throw new Refusal(400, "The form could not be read: its parts do not match its content-type header.");
  }
}

/** Null prototype: a field may be called anything without touching what objects inherit. */
function fromPairs(pairs: Iterable<[string, FormDataEntryValue]>): JsonObject {
  const values: JsonObject = Object.create(null);
  for (const [key, value] of pairs) {
    if (typeof value !== "string") {
      throw new Refusal(400, "This form takes no files. Remove the file and send the rest.");
    }
    refuseText(key);
    refuseText(value);
    values[key] = value;
  }
  return values;
}

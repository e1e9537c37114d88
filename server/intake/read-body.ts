import type { IncomingMessage } from "node:http";
import { MAX_BODY_BYTES } from "./parse-json";
import { Refusal } from "./refusal";

/**
 * The raw bytes of a request, as they were signed. Never more than one MiB is held, and nothing is
 * decompressed, so a small request cannot become a large one.
 * @throws Refusal 413 or 400.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  refuseUnreadable(request.headers["content-encoding"], request.headers["content-length"]);
  return collect(request);
}

/** The same for a request as the web platform has it. */
export async function readRequestBody(request: Request): Promise<Buffer> {
  refuseUnreadable(request.headers.get("content-encoding"), request.headers.get("content-length"));
  return request.body === null
    ? Buffer.alloc(0)
    : collect(request.body as unknown as AsyncIterable<Uint8Array>);
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    kept.push(chunk);
  }
  return Buffer.concat(kept);
}

function refuseUnreadable(encoding: string | null | undefined, length: string | null | undefined): void {
  if (encoding && encoding !== "identity") {
    throw new Refusal(400, "Send the body uncompressed, without a content-encoding header.");
  }
  if (length && Number(length) > MAX_BODY_BYTES) throw tooLarge();
}

function tooLarge(): Refusal {
  return new Refusal(413, "The body is larger than 1 MiB. Send less at once, or a link to the data.");
}

import type { IncomingMessage } from "node:http";
import type { BodyShare } from "./body-budget";
import { MAX_BODY_BYTES } from "./parse-json";
import { Refusal } from "./refusal";

/**
 * The raw bytes of a request, as they were signed. Never more than one MiB is held, and nothing is
 * decompressed, so a small request cannot become a large one.
 * @param share what is held counts into it, as it arrives
 * @throws Refusal 413, 415 or 503. What was not read yet then stays unread: end the connection with the answer.
 */
export function readBody(request: IncomingMessage, share: BodyShare): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    refuseUnreadable(request.headers["content-encoding"], request.headers["content-length"]);
    const kept: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      try {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) throw tooLarge();
        share.add(chunk.length);
        kept.push(chunk);
      } catch (error) {
        // The socket must live until the answer was sent, so the request is not destroyed but left alone.
        request.removeAllListeners("data");
        request.pause();
        reject(error);
      }
    });
    request.on("end", () => resolve(Buffer.concat(kept)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("A sender left before it had sent everything.")));
  });
}

/** The same for a request as the web platform has it. */
export async function readRequestBody(request: Request): Promise<Buffer> {
  refuseUnreadable(request.headers.get("content-encoding"), request.headers.get("content-length"));
  if (request.body === null) return Buffer.alloc(0);
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    kept.push(chunk);
  }
  return Buffer.concat(kept);
}

function refuseUnreadable(encoding: string | null | undefined, length: string | null | undefined): void {
  if (encoding && encoding.trim().toLowerCase() !== "identity") {
    throw new Refusal(415, "Send the body uncompressed, without a content-encoding header.");
  }
  if (length && Number(length) > MAX_BODY_BYTES) throw tooLarge();
}

function tooLarge(): Refusal {
  return new Refusal(413, "The body is larger than 1 MiB. Send less at once, or a link to the data.");
}

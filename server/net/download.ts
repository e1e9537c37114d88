import { request } from "undici";
import { MendInput } from "@/server/errors";
import { HostNotListed } from "./allowed-hosts";
import { AddressRefused, egress } from "./egress";

/** Longer than any document should take. */
const MOST_MS = 60_000;

/**
 * Fetches a text from a public address; every address is checked when it is connected to, and redirects are not
 * followed.
 * @param options.allowed hosts that are meant to be inside this network
 * @throws MendInput with a sentence for whoever gave the address; it names `field`
 */
export async function download(
  address: string,
  options: { mostBytes: number; allowed?: readonly string[]; field: string },
): Promise<string> {
  const { mostBytes, allowed = [], field } = options;
  const mend = (sentence: string) => new MendInput(sentence, field);
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "") {
    throw mend("Give the whole address of the document, like https://api.example.com/openapi.json.");
  }
  const dispatcher = egress(allowed);
  try {
    const { statusCode, body } = await request(url, {
      dispatcher,
      headers: { accept: "application/json, application/yaml, text/yaml, */*", "user-agent": "Handoff" },
      signal: AbortSignal.timeout(MOST_MS),
    });
    if (statusCode >= 300 && statusCode < 400) {
      throw mend(
        `${url.host} redirects elsewhere, which is not followed. Give the address that it leads to.`,
      );
    }
    if (statusCode !== 200) throw mend(`${url.host} answered ${statusCode} instead of giving the document.`);
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of body as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > mostBytes)
        throw mend(`The document is too large: more than ${Math.round(mostBytes / 1048576)} MiB.`);
      parts.push(part);
    }
    return Buffer.concat(parts).toString("utf8");
  } catch (error) {
    if (error instanceof MendInput) throw error;
    if (error instanceof HostNotListed) throw mend(error.message);
    if (error instanceof AddressRefused) {
      throw mend(
        `${url.host} leads to an address inside this network. Download the document and hand it in as a file.`,
      );
    }
    throw mend(
      `${url.host} cannot be reached from here. Check the address, or hand the document in as a file.`,
    );
  } finally {
    dispatcher.destroy().catch(() => undefined);
  }
}

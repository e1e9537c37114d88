import type { ConnectionInUse } from "../define";
import { send } from "./send";
import { credentialsOf } from "./settings";

/** Reads a connection's own address, which changes nothing there. @returns what it said, in words @throws as `send` does */
export async function reach(
  connection: ConnectionInUse,
  baseUrl: string,
  allowed: readonly string[],
): Promise<string> {
  const url = new URL(baseUrl);
  const credentials = credentialsOf(connection);
  for (const [name, value] of Object.entries(credentials.query)) url.searchParams.set(name, value);
  const { status } = await send({
    url,
    method: "GET",
    headers: { accept: "application/json", "user-agent": "Handoff", ...credentials.headers },
    allowed,
    repeatable: true,
    // Many systems have nothing at their root: that they say so is an answer.
    accepts: (code) => (code >= 200 && code < 300) || code === 404 || code === 405,
  });
  return `${url.host} answered ${status}.`;
}

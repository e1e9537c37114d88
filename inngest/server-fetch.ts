import { refuseEvent } from "./embedded/limits";
import type { EngineEvent } from "./embedded/protocol";

/**
 * How the SDK reaches an Inngest server. An event that is larger than a run may begin with is refused here: not
 * every server refuses it. And the SDK learns what became of a registration from the answer's body alone, where a
 * server that refuses does not always repeat its status: a refusal would pass for a success.
 */
export const serverFetch: typeof globalThis.fetch = async (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  const refusal = pathname.startsWith("/e/") ? refuseEvents(init?.body) : null;
  if (refusal !== null) return Response.json({ status: 413, error: refusal }, { status: 413 });
  // biome-ignore lint/style/noRestrictedGlobals: what the SDK would call; the address is the operator's setting, never a drawing's.
  const response = await fetch(input, init);
  if (response.ok || !pathname.endsWith("/fn/register")) return response;
  const { status } = response;
  return Response.json({ status, error: (await response.text()).trim() }, { status });
};

function refuseEvents(body: unknown): string | null {
  if (typeof body !== "string") return null;
  const events: EngineEvent[] = [JSON.parse(body)].flat();
  return events.map(refuseEvent).find((refusal) => refusal !== null) ?? null;
}

import type { Inputs } from "@/components/api";

type Filter = Omit<Inputs["audit"]["list"], "cursor" | "limit" | "direction">;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY_MS = 86_400_000;

/** How far back the ledger is read, as sentence parts. */
export const SPANS = [
  { id: "1", label: "last 24 hours" },
  { id: "7", label: "last 7 days" },
  { id: "30", label: "last 30 days" },
] as const;

/** What entries can be about, as sentence parts; ids are the log's own kinds of object. */
export const OBJECTS = [
  { id: "record", label: "on records" },
  { id: "run", label: "on runs" },
  { id: "review", label: "on reviews" },
  { id: "node", label: "on decisions" },
  { id: "email", label: "on emails" },
  { id: "request", label: "on requests" },
  { id: "workflow", label: "on workflows" },
  { id: "guardrail", label: "on guardrails" },
  { id: "connection", label: "on connections" },
  { id: "person", label: "on people" },
  { id: "organization", label: "on settings" },
] as const;

export const ACTOR_KINDS = [
  { id: "workflow", label: "by workflows" },
  { id: "system", label: "by Handoff itself" },
] as const;

/**
 * What the address asks for, as the log is asked. What it does not know is left out, so that an old link
 * still shows the ledger.
 */
export function filterOf(get: (name: string) => string | null, now = Date.now()): Filter {
  const by = get("by");
  const span = SPANS.find(({ id }) => id === get("since"));
  const id = (name: string) => {
    const value = get(name);
    return value && UUID.test(value) ? value : undefined;
  };
  // Whole hours, so that the same question is the same question a minute later.
  const hour = Math.floor(now / 3_600_000) * 3_600_000;
  return {
    actorKind: ACTOR_KINDS.find((kind) => kind.id === by)?.id,
    actorId: by && UUID.test(by) ? by : undefined,
    objectKind: OBJECTS.find((kind) => kind.id === get("on"))?.id,
    objectId: get("object") ?? undefined,
    runId: id("run"),
    workflowId: id("workflow"),
    effectId: id("action"),
    text: get("search") || undefined,
    from: span ? new Date(hour - Number(span.id) * DAY_MS) : undefined,
  };
}

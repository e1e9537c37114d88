import pg from "pg";
import { Line } from "@/server/db/line";

/** Something the product asked Postgres for while it was tested. */
export type Sent = {
  text: string;
  /** One of the product's narrow roles. */
  user: string;
  /** The line of the product that asked; null where a test did by itself. */
  from: string | null;
};

type Method = (this: unknown, ...given: unknown[]) => unknown;

/**
 * Notes every statement that is sent from now on as one of the product's narrow roles, each once. What goes through
 * Prisma is left out: by the time it is sent it comes from nobody's line.
 */
export function noteStatements(): ReadonlyMap<string, Sent> {
  const sent = new Map<string, Sent>();
  const note = (statement: unknown, user: string) => {
    const text = typeof statement === "string" ? statement : (statement as { text?: unknown } | null)?.text;
    if (typeof text !== "string" || !/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b/i.test(text)) return;
    const key = `${user} ${text}`;
    if (!sent.has(key)) sent.set(key, { text, user, from: sentFrom() });
  };
  // Where they are called, not where they reach the connection: by then nobody can tell any more who asked.
  before(Line.prototype, ["ask", "send"], (_, statement) => note(statement, "handoff_app"));
  before(pg.Pool.prototype, ["query"], (pool, statement) => {
    const { options } = pool as unknown as { options: { connectionString?: string } };
    note(statement, URL.parse(options.connectionString ?? "")?.username ?? "");
  });
  return sent;
}

function before<Thing extends object>(
  prototype: Thing,
  names: readonly (keyof Thing & string)[],
  look: (thing: Thing, ...given: unknown[]) => void,
): void {
  for (const name of names) {
    const method = prototype[name] as Method;
    const looking: Method = function (this: unknown, ...given) {
      look(this as Thing, ...given);
      return method.apply(this, given);
    };
    Object.assign(prototype, { [name]: looking });
  }
}

const PLACE = /\/((?:server|inngest|prisma|scripts)\/[^():?]+)(?:\?[^:]*)?:(\d+):\d+\)?$/;

function sentFrom(): string | null {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const frames = (new Error().stack ?? "").split("\n");
  Error.stackTraceLimit = limit;
  for (const frame of frames) {
    const [, file, line] = frame.includes("node_modules") ? [] : (PLACE.exec(frame) ?? []);
    if (file === undefined || file.startsWith("server/testing/plans/")) continue;
    if (/\.test\.|\/testing\b/.test(file)) return null;
    if (!file.startsWith("server/db/")) return `${file}:${line}`;
  }
  return null;
}

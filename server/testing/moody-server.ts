import type { IncomingMessage, ServerResponse } from "node:http";
import type { Json } from "@/workflow/json";
import { startHttp } from "./start-http";

/**
 * How the next requests are answered. "lies": a success that changed nothing; "drops": done, and the connection is cut
 * before the answer; "stalls": done, and no answer ever comes; "refuses": cut before anything is done; "nonsense": a
 * page instead of data, and nothing done; "truncated" and "endless": done, and the answer breaks off, or never ends.
 */
export type Mood =
  | "honest"
  | "lies"
  | "drops"
  | "stalls"
  | "refuses"
  | "rate-limits"
  | "fails"
  | "rejects"
  | "nonsense"
  | "truncated"
  | "endless";

export type MoodyRequest = { method: string; url: string; headers: IncomingMessage["headers"]; body: Json };
export type MoodyAnswer = { status: number; body: Json };

/** Of what is answered without end, far more than anybody may read. */
const ENDLESS = 2 * 1024 * 1024;

/**
 * A system on loopback whose moods may be changed at any time: `mood` counts for writes, `readMood` for reads.
 * @param act what it does; `keep` false asks for the answer alone, with nothing changed
 * @param knowsKeys a request with an Idempotency-Key it has seen is answered as it was then, and not done again
 */
export async function startMoody(
  act: (request: MoodyRequest, keep: boolean) => MoodyAnswer,
  { knowsKeys = false, port = 0 }: { knowsKeys?: boolean; port?: number } = {},
) {
  const requests: MoodyRequest[] = [];
  const answered = new Map<string, MoodyAnswer>();
  const moody = {
    mood: "honest" as Mood,
    readMood: "honest" as Mood,
    requests,
    /** How often something was really done. */
    done: 0,
    /** Called when a request was done that no answer comes to. */
    stalled: null as (() => void) | null,
  };

  const once = (request: MoodyRequest, keep: boolean): MoodyAnswer => {
    const key = request.headers["idempotency-key"];
    const known = knowsKeys && typeof key === "string" ? answered.get(key) : undefined;
    if (known) return known;
    const answer = act(request, keep);
    const does = keep && request.method !== "GET" && answer.status < 300;
    if (does) moody.done += 1;
    if (does && typeof key === "string") answered.set(key, answer);
    return answer;
  };

  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", headers } = incoming;
    const request = { method, url, headers, body: await bodyOf(incoming) };
    requests.push(request);
    const mood = method === "GET" ? moody.readMood : moody.mood;
    switch (mood) {
      case "refuses":
        return void incoming.socket.destroy();
      case "rate-limits":
        return void response.writeHead(429, { "retry-after": "120" }).end("{}");
      case "fails":
        return void response.writeHead(500).end("{}");
      case "rejects":
        return void response.writeHead(422).end("{}");
      case "nonsense":
        return void response.writeHead(200).end("<html>It works!</html>");
    }
    const { status, body } = once(request, mood !== "lies");
    const text = body === null ? "" : JSON.stringify(body);
    if (mood === "drops") return void incoming.socket.destroy();
    if (mood === "stalls") return void moody.stalled?.();
    response.writeHead(status, { "content-type": "application/json" });
    if (mood === "truncated") response.end(text.slice(0, text.length / 2));
    else if (mood === "endless") response.end(" ".repeat(ENDLESS) + text);
    else response.end(text);
  };
  const server = await startHttp((request, response) => void answer(request, response), port);
  return Object.assign(moody, server, {
    writes: () => requests.filter(({ method }) => method !== "GET"),
  });
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const text = Buffer.concat(parts).toString("utf8");
  if (text === "") return null;
  if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  return JSON.parse(text) as Json;
}

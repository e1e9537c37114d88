import type { IncomingMessage, ServerResponse } from "node:http";
import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import type { Classification } from "@/workflow/operations/classification";
import type { Operation } from "@/workflow/operations/operation";
import { startHttp } from "./gateway";

/**
 * How the next requests are answered. "lies": a success that changed nothing; "drops": done, and the connection is cut
 * before the answer; "refuses": cut before anything is done; "nonsense": a page instead of data.
 */
export type Mood = "honest" | "lies" | "drops" | "refuses" | "rate-limits" | "fails" | "nonsense";

export type StubRequest = { method: string; url: string; headers: IncomingMessage["headers"]; body: Json };

/**
 * A system as a document describes it, on loopback, that keeps what it is given: POST makes a thing, GET, PUT, PATCH and
 * DELETE are about one. `mood` may be changed at any time and counts for writes.
 */
export async function startStub(
  operations: readonly Operation[],
  proposed: ReadonlyMap<string, Classification>,
) {
  const things = new Map<string, JsonObject>();
  const requests: StubRequest[] = [];
  const stub = { mood: "honest" as Mood, readMood: "honest" as Mood, things, requests };
  const routes = operations.map((operation) => ({
    operation,
    pattern: new RegExp(
      `^${operation.path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^{}]*\}/g, "[^/]+")}$`,
    ),
  }));
  let made = 0;

  const act = (
    operation: Operation,
    path: string,
    body: Json,
    keep: boolean,
  ): { status: number; body: Json } => {
    const sent = isJsonObject(body) ? body : {};
    const standing = things.get(path);
    if (operation.method === "POST" && !standing) {
      made += 1;
      const { idPath, within } = namesOf(proposed.get(operation.key));
      const thing = { ...sent, [idPath.at(-1) ?? "id"]: made };
      if (keep) things.set(`${path}/${made}`, thing);
      return { status: 201, body: wrapped(thing, within) };
    }
    if (!standing && operation.method !== "PUT") return { status: 404, body: { message: "Not found" } };
    if (operation.method === "DELETE") {
      if (keep) things.delete(path);
      return { status: 204, body: null };
    }
    const changed = operation.method === "GET" ? (standing ?? {}) : { ...standing, ...sent };
    if (keep) things.set(path, changed);
    return { status: 200, body: wrapped(changed, proposed.get(operation.key)?.readBack?.within ?? []) };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", headers } = request;
    const body = await bodyOf(request);
    requests.push({ method, url, headers, body });
    const path = url.split("?")[0] ?? "";
    const route = routes.find(({ operation, pattern }) => operation.method === method && pattern.test(path));
    if (!route) return void response.writeHead(404).end('{"message":"No such operation"}');
    const mood = method === "GET" ? stub.readMood : stub.mood;
    if (mood === "refuses") return void request.socket.destroy();
    if (mood === "rate-limits") return void response.writeHead(429, { "retry-after": "7" }).end("{}");
    if (mood === "fails") return void response.writeHead(500).end("{}");
    if (mood === "nonsense") return void response.writeHead(200).end("<html>It works!</html>");
    const { status, body: said } = act(route.operation, path, body, mood !== "lies");
    if (mood === "drops") return void request.socket.destroy();
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(said === null ? "" : JSON.stringify(said));
  };
  const server = await startHttp((request, response) => void answer(request, response));
  return Object.assign(stub, server, {
    writes: () => requests.filter(({ method }) => method !== "GET"),
  });
}

export type Stub = Awaited<ReturnType<typeof startStub>>;

function namesOf(classification: Classification | undefined): { idPath: string[]; within: string[] } {
  const related = classification?.readBack ?? classification?.reversal?.by;
  const source = Object.values(related?.parameters ?? {}).find(({ from }) => from === "answer");
  const idPath = source?.from === "answer" ? source.path : ["id"];
  return { idPath, within: idPath.slice(0, -1) };
}

function wrapped(thing: Json, within: readonly string[]): Json {
  return within.reduceRight<Json>((inner, name) => ({ [name]: inner }), thing);
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

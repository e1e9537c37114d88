import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import type { Classification } from "@/workflow/operations/classification";
import type { Operation } from "@/workflow/operations/operation";
import { startMoody } from "./moody-server";

/**
 * A system as a document describes it, that keeps what it is given: POST makes a thing, GET, PUT, PATCH and DELETE are
 * about one.
 */
export async function startStub(
  operations: readonly Operation[],
  proposed: ReadonlyMap<string, Classification>,
  options: Parameters<typeof startMoody>[1] = {},
) {
  const things = new Map<string, JsonObject>();
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

  const moody = await startMoody(({ method, url, body }, keep) => {
    const path = url.split("?")[0] ?? "";
    const route = routes.find(({ operation, pattern }) => operation.method === method && pattern.test(path));
    if (!route) return { status: 404, body: { message: "No such operation" } };
    return act(route.operation, path, body, keep);
  }, options);
  return Object.assign(moody, { things });
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

import { expect, it } from "vitest";
import type { Value } from "@/workflow/expressions/schema";
import { surroundings } from "../../testing";
import type { HttpRequestConfig } from "./definition";
import { httpRequestExecutor } from "./executor";

const path = (before: string, after = ""): Value => ({
  kind: "text",
  segments: [
    { kind: "text", text: before },
    { kind: "reference", reference: { from: "event", path: ["id"] } },
    { kind: "text", text: after },
  ],
});

const config: HttpRequestConfig = {
  connectionId: "desk",
  method: "PATCH",
  path: path("/tickets/", "/state"),
  query: [],
  body: [{ field: "state", value: { kind: "literal", value: "closed" } }],
};

const request = (id: string, change: Partial<HttpRequestConfig> = {}) =>
  httpRequestExecutor.run({ config: { ...config, ...change }, ...surroundings({ event: { id } }) });

it("wants the request with this run's values", async () => {
  expect(await request("7")).toEqual({
    kind: "effect",
    request: {
      action: "http.request",
      connectionId: "desk",
      input: { method: "PATCH", path: "/tickets/7/state", body: { state: "closed" } },
      summary: "PATCH /tickets/7/state",
    },
  });
});

it("keeps a value within its part of the path", async () => {
  expect(await request("../admin?x=1#y")).toMatchObject({
    request: { input: { path: "/tickets/..%2Fadmin%3Fx%3D1%23y/state" } },
  });
});

it("lets one chip be the whole path", async () => {
  const whole: Value = { kind: "reference", reference: { from: "event", path: ["id"] } };
  expect(await request("a/b", { path: whole })).toMatchObject({ request: { input: { path: "/a%2Fb" } } });
});

it.each([
  ["..", {}],
  ["", {}],
  ["7", { path: path("tickets/") }],
  ["7", { path: path("//evil.example/") }],
  ["7", { path: path("/a/../") }],
])("needs mending for %j in %j", async (id, change) => {
  await expect(request(id, change)).rejects.toMatchObject({ name: "NeedsMending", field: "path" });
});

it("says how it is read back and taken back, where the node does", async () => {
  const undoBody = [{ field: "state", value: { kind: "literal", value: "open" } as const }];
  const pair: Partial<HttpRequestConfig> = {
    readPath: path("/tickets/", "?of={data.id}"),
    readField: "state",
    readValue: { kind: "literal", value: "closed" },
    undoMethod: "PATCH",
    undoPath: path("/tickets/"),
    undoBody,
  };
  expect(await request("a{b}", pair)).toMatchObject({
    request: {
      input: {
        // Braces are only those that were drawn, never those of a value.
        readBack: { path: "/tickets/a%7Bb%7D?of={data.id}", field: "state", value: "closed" },
        undo: { method: "PATCH", path: "/tickets/a%7Bb%7D", body: { state: "open" } },
      },
    },
  });
  const reads = await request("7", { ...pair, method: "GET", body: [] });
  expect(reads).toMatchObject({ request: { input: { method: "GET", path: "/tickets/7/state" } } });
  expect(reads).not.toHaveProperty("request.input.undo");
});

it.each([
  [{ readPath: path("tickets/") }, "readPath"],
  [{ readPath: path("/tickets/"), readField: "state" }, "readValue"],
  [{ undoMethod: "DELETE", undoPath: path("/a/../") }, "undoPath"],
] as const)("needs mending for a pair of %j", async (change, field) => {
  await expect(request("7", change)).rejects.toMatchObject({ name: "NeedsMending", field });
});

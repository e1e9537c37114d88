import { describe, expect, it } from "vitest";
import type { Graph } from "@/workflow/graph/schema";
import {
  CATALOG,
  chip,
  edge,
  lending,
  literal,
  node,
  reminding,
  text,
  withConfig,
} from "@/workflow/graph/testing";
import { validate } from "@/workflow/graph/validate";
import type { JsonObject } from "@/workflow/json";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { EXECUTORS } from "@/workflow/nodes/executors";
import type { RecordReader, Services } from "@/workflow/ports";
import { compilePlan } from "./compile";
import { previewReleases } from "./preview-releases";
import { type Known, type Simulation, simulate } from "./simulate";

const EVENT: JsonObject = { asset: "Camera", email: "kim@example.com" };

function services(record: JsonObject | null): Services {
  const found = record ? [{ id: "rec-1", collection: "assets", version: 3, data: record }] : [];
  const records: RecordReader = { find: async () => ({ records: found, total: found.length }) };
  return { records, now: new Date("2026-03-01T10:00:00Z") };
}

function setUp(
  graph: Graph,
  record: JsonObject | null = { name: "Camera", status: "free", value: 480 },
): Simulation {
  const known: Known = new Map();
  const plan = compilePlan(graph, DEFINITIONS);
  return {
    plan,
    triggerNodeId: "form",
    known,
    event: EVENT,
    executors: EXECUTORS,
    services: services(record),
  };
}

describe("a test run", () => {
  it("reads for real and shows exactly what would be sent", async () => {
    const steps = await simulate(setUp(lending()));
    expect(steps.map(({ nodeId, port }) => [nodeId, port])).toEqual([
      ["form", "started"],
      ["look", "found"],
      ["dear", "dear"],
      ["ask", "approved"],
      ["lend", "confirmed"],
      ["mail", "confirmed"],
    ]);
    const byId = new Map(steps.map((step) => [step.nodeId, step]));
    expect(byId.get("ask")?.review).toMatchObject({
      ask: "Lend Camera to kim@example.com?",
      amount: { value: 480, currency: "EUR" },
    });
    expect(byId.get("lend")?.effect).toEqual({
      action: "collections.update-record",
      input: { recordId: "rec-1", expectedVersion: 3, changes: { status: "lent" } },
      summary: "Update a record: status lent",
    });
    expect(byId.get("mail")?.effect?.input).toEqual({
      to: "kim@example.com",
      subject: "You may borrow Camera",
      text: "It is reserved for you: confirmed.",
    });
  });

  it("follows the branch that the data takes", async () => {
    const steps = await simulate(setUp(lending(), { name: "Camera", value: 20 }));
    expect(steps.map(({ nodeId }) => nodeId)).toEqual(["form", "look", "dear", "lend", "mail"]);
    expect(steps[2]?.reason).toMatch(/^Not Dear, because .*20/);
  });

  it("ends a way at what needs mending and names the one thing", async () => {
    const graph = withConfig(lending(), "look", {
      filters: [{ field: "name", operator: "is", value: literal("x") }],
    });
    const steps = await simulate(setUp(withConfig(graph, "mail", { to: text("nobody") })));
    expect(steps.at(-1)).toMatchObject({
      nodeId: "mail",
      problem: { message: "“nobody” is not an email address.", field: "to" },
    });
    expect(steps.at(-1)?.port).toBeUndefined();
  });

  it("can assume a rejection, and says what only the real answer will tell", async () => {
    const steps = await simulate({ ...setUp(lending()), assume: { ports: { ask: "rejected" } } });
    expect(steps.at(-1)).toMatchObject({
      nodeId: "sorry",
      unknown: ["rationale of “ask”"],
      reason: "Not known yet: rationale of “ask”",
    });
  });

  it("passes a wait over at once", async () => {
    const graph = lending();
    graph.nodes.push(
      node("pause", "wait", { mode: "duration", duration: { amount: 2, unit: "days" }, until: literal("") }),
    );
    graph.edges.push(edge("lend", "not-confirmed", "pause"));
    const steps = await simulate({ ...setUp(graph), assume: { ports: { lend: "not-confirmed" } } });
    expect(steps.at(-1)).toMatchObject({
      nodeId: "pause",
      port: "done",
      output: { until: "2026-03-03T10:00:00.000Z" },
    });
  });

  it("knows what an action was told to write", async () => {
    const graph = lending();
    const data = [{ field: "name", value: chip("event", "asset") }];
    graph.nodes.push(
      node("pay", "move-money", { collectionId: "col-assets", amount: literal(12), currency: "EUR", data }),
    );
    graph.edges.push(edge("lend", "not-confirmed", "pay"));
    const steps = await simulate({ ...setUp(graph), assume: { ports: { lend: "not-confirmed" } } });
    expect(steps.at(-1)?.output).toMatchObject({
      confirmed: true,
      amount: "12.00",
      currency: "EUR",
      record: { name: "Camera", amount: "12.00", currency: "EUR" },
    });
  });

  it("throws what is a fault of the system instead of telling half a story", async () => {
    const simulation = setUp(lending());
    const records: RecordReader = { find: () => Promise.reject(new Error("no database")) };
    await expect(simulate({ ...simulation, services: { ...simulation.services, records } })).rejects.toThrow(
      "no database",
    );
  });

  it("writes money and dates the organization's way", async () => {
    const amount = {
      kind: "reference",
      reference: { from: "look", path: ["record", "value"] },
      format: "money",
    };
    const graph = withConfig(lending(), "mail", { text: { kind: "text", segments: [amount] } });
    const simulation = setUp(graph);
    const formatting = { locale: "en", timeZone: "UTC", currency: "USD" };
    const steps = await simulate({ ...simulation, services: { ...simulation.services, formatting } });
    expect(steps.at(-1)?.effect?.input.text).toContain("$480.00");
  });
});

describe("what an approval would release", () => {
  const known: Known = new Map([
    ["form", { port: "started", output: EVENT }],
    ["look", { port: "found", output: { id: "rec-1", version: 3, record: { name: "Camera", value: 480 } } }],
    ["dear", { port: "dear", output: { outcome: "Dear", reason: "" } }],
  ]);
  const preview = (graph: Graph) => previewReleases({ ...setUp(graph), known, approvalNodeId: "ask" });

  it("is every action that follows, with the input it would have", async () => {
    const releases = await preview(lending());
    expect(releases.map(({ nodeId, request, unknown }) => [nodeId, request?.action, unknown])).toEqual([
      ["lend", "collections.update-record", []],
      ["mail", "smtp.send-email", []],
    ]);
  });

  it("takes what has settled as it is, without reading again", async () => {
    const [lend] = await preview(lending());
    expect(lend?.request?.input).toEqual({
      recordId: "rec-1",
      expectedVersion: 3,
      changes: { status: "lent" },
    });
  });

  it("names inputs that are not known yet", async () => {
    const releases = await preview(
      withConfig(lending(), "mail", {
        text: text("It is record ", ["lend", "id"], ", says ", ["ask", "decidedBy"]),
      }),
    );
    expect(releases[1]).toEqual({
      nodeId: "mail",
      nodeName: "mail",
      unknown: ["id of “lend”", "decided by of “ask”"],
    });
  });

  it("marks what rests on something unknown further up", async () => {
    const graph = lending();
    graph.nodes.push(
      node("words", "compute", {
        fields: [
          {
            field: "greeting",
            value: { kind: "reference", reference: { from: "ask", path: ["rationale"] }, fallback: "-" },
          },
        ],
      }),
    );
    graph.edges = [
      ...graph.edges.filter(({ target }) => target !== "mail"),
      edge("lend", "confirmed", "words"),
      edge("words", "done", "mail"),
    ];
    const releases = await preview(withConfig(graph, "mail", { text: chip("words", "greeting") }));
    expect(releases.map(({ nodeId, unknown }) => [nodeId, unknown])).toEqual([
      ["lend", []],
      ["mail", ["greeting of “words”"]],
    ]);
    expect(releases[1]?.request?.input.text).toBe("-");
  });

  it("ends before the next review, and leaves out what does not hang on the answer", async () => {
    const graph = lending();
    const second = graph.nodes.find(({ id }) => id === "ask");
    if (second) graph.nodes.push({ ...second, id: "again", name: "again" });
    const mail = graph.nodes.find(({ id }) => id === "mail");
    if (mail)
      graph.nodes.push({ ...mail, id: "notify", config: { ...mail.config, text: text("Somebody asked.") } });
    graph.edges = [
      ...graph.edges.filter(({ target }) => target !== "mail"),
      edge("lend", "confirmed", "again"),
      edge("again", "approved", "mail"),
      edge("form", "started", "notify"),
    ];
    expect(validate(graph, CATALOG, DEFINITIONS).filter(({ severity }) => severity === "error")).toEqual([]);
    expect((await preview(graph)).map(({ nodeId }) => nodeId)).toEqual(["lend"]);
  });
});

describe("a “for each” in a test run", () => {
  function remind(count: number): Simulation {
    const found = Array.from({ length: count }, (_, index) => ({
      id: `rec-${index}`,
      collection: "assets",
      version: 1,
      data: { name: `Camera ${index}` },
    }));
    const records: RecordReader = { find: async () => ({ records: found, total: count }) };
    return { ...setUp(reminding()), services: { records, now: new Date("2026-03-01T10:00:00Z") } };
  }

  it("shows what would be done for the first items, and goes on", async () => {
    const steps = await simulate(remind(5));
    expect(steps.map(({ nodeId, item }) => [nodeId, item])).toEqual([
      ["form", undefined],
      ["find", undefined],
      ["each", undefined],
      ...["rec-0", "rec-1", "rec-2"].flatMap((item) => [
        ["back", item],
        ["mail", item],
      ]),
      ["desk", undefined],
    ]);
    expect(steps.find(({ nodeId }) => nodeId === "each")?.reason).toBe(
      "Would go through 5 items, shown for the first 3",
    );
    expect(
      steps.find(({ nodeId, item }) => nodeId === "mail" && item === "rec-1")?.effect?.input,
    ).toMatchObject({
      to: "kim@example.com",
      subject: "Bring back Camera 1",
    });
    expect(steps.at(-1)?.effect?.input).toMatchObject({ subject: "Reminded: 5" });
  });

  it("stops where an item does, and says why there", async () => {
    const graph = withConfig(reminding(), "mail", { to: text(["each", "item", "record", "owner"]) });
    const plan = compilePlan(graph, DEFINITIONS);
    const steps = await simulate({ ...remind(1), plan });
    expect(steps.find(({ nodeId }) => nodeId === "mail")?.problem?.message).toContain("owner");
    expect(steps.map(({ nodeId }) => nodeId)).not.toContain("desk");
  });
});

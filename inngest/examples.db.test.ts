import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { decideReview } from "@/server/reviews/decide-review";
import { cancelRun } from "@/server/runs/cancel-run";
import { sweepRuns } from "@/server/runs/sweep-runs";
import { edge, makeWorkflow, node } from "@/server/testing/workflow";
import type { GraphEdge, GraphNode } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import { arrive, readRun, startWorker, untilRun } from "./testing/line";
import { MailServer } from "./testing/mail-server";

// What a drawing means, end to end: an event arrives, the worker does the rest, people decide, systems go down.

const mail = new MailServer();
let worker: { stop(): Promise<void> };
let organizationId: string;
let collectionId: string;
let connectionId: string;

beforeAll(async () => {
  await mail.up();
  // The installation's own mail server; settings are read on first use, which is after this.
  process.env.SMTP_URL = `smtp://127.0.0.1:${mail.port}`;
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await mail.down();
});

beforeEach(async () => {
  organizationId = randomUUID();
  await inOrganization(organizationId, async ({ db }) => {
    const fields = ["name", "amount", "currency"].map((key) => ({ key, label: key, type: "text" }));
    const collection = { organizationId, key: "notes", name: "Notes", titleField: "name", fields };
    collectionId = (await db.collection.create({ data: collection })).id;
    connectionId = (await db.connection.create({ data: { organizationId, connector: "smtp", name: "Mail" } }))
      .id;
  });
});

const text = (value: string) => ({ kind: "text", segments: [{ kind: "text", text: value }] });
const fromEvent = (field: string) => ({ kind: "reference", reference: { from: "event", path: [field] } });

const start = () =>
  node("start", "webhook", {
    fields: [
      { key: "amount", label: "Amount", type: "number" },
      { key: "name", label: "Name", type: "text" },
    ],
    idField: "",
    subjectField: "name",
  });
const email = (id: string) =>
  node(id, "send-email", {
    connectionId,
    to: text(`${id}@example.com`),
    subject: text("Hello"),
    text: text("There."),
  });
const record = (id: string, more: Partial<GraphNode> = {}) =>
  node(
    id,
    "create-record",
    { collectionId, values: [{ field: "name", value: { kind: "literal", value: id } }] },
    more,
  );
const join = (id: string, mode: GraphNode["join"]) => node(id, "join", {}, { join: mode });
const when = (left: { from: string; path: string[] }, operator: string, value: unknown) => ({
  outcomes: [
    {
      id: "yes",
      name: "Yes",
      when: {
        combinator: "and",
        rules: [{ left, operator, ...(value === undefined ? {} : { right: { kind: "literal", value } }) }],
      },
    },
  ],
  owner: "",
});
const branch = (id: string, least: number) =>
  node(id, "branch", when({ from: "event", path: ["amount"] }, "at-least", least));
const approval = (id: string) =>
  node(id, "approval", {
    ask: text("May it go ahead?"),
    why: text("It is large."),
    subject: text(""),
    reviewers: { role: "reviewer" },
    evidence: [],
    answers: [
      { id: "approve", label: "Approve", port: "approved", needsRationale: false },
      { id: "reject", label: "Reject", port: "rejected", needsRationale: true },
    ],
  });

const draw = (nodes: GraphNode[], edges: (string | GraphEdge)[]) =>
  makeWorkflow(organizationId, {
    nodes,
    edges: edges.map((each) => (typeof each === "string" ? edge(each) : each)),
  });

/** Names in the collection, in the order in which they were written. */
const written = () =>
  inOrganization(organizationId, async ({ db }) => {
    const rows = await db.record.findMany({
      where: { collectionId, deletedAt: null },
      orderBy: { createdAt: "asc" },
    });
    return rows.map(({ data }) => data as JsonObject);
  });

/** Lets queued actions and the circuit be tried at once, instead of when their backoff is over. */
const retryNow = () =>
  inOrganizationFast(organizationId, async (tx) => {
    await tx.query("UPDATE connection SET probe_at = clock_timestamp() WHERE probe_at IS NOT NULL");
    await tx.query(
      "UPDATE effect SET next_attempt_at = clock_timestamp() WHERE state IN ('queued', 'unknown')",
    );
  });

const openReviews = () =>
  inOrganization(organizationId, ({ db }) =>
    db.review.findMany({ where: { status: "open" }, orderBy: { createdAt: "asc" } }),
  );

async function decide(reviewId: string, answer: string): Promise<void> {
  await inOrganizationFast(organizationId, async (tx) => {
    const [review] = await tx.query<{ contentHash: string }>(
      `SELECT content_hash AS "contentHash" FROM review WHERE id = $1::uuid`,
      [reviewId],
    );
    const person = { id: randomUUID(), name: "Rae", email: "rae@example.com", role: "reviewer" as const };
    const by = { ...person, organizationId, organizationName: "Example" };
    await decideReview(tx, {
      reviewId,
      contentHash: review?.contentHash ?? "",
      answer,
      rationale: "It is right.",
      by,
    });
  });
}

describe("an edge out of an action", () => {
  test("a. means confirmed: while its system is down, what follows waits, and comes by itself", async () => {
    await mail.down();
    const workflow = await draw(
      [start(), email("ask-a"), record("after")],
      ["start:started > ask-a", "ask-a:confirmed > after"],
    );
    const event = await arrive(workflow, { amount: 1, name: "Ada" });
    await untilRun(workflow, event, ({ status }) => expect(status).toBe("degraded"));
    expect(await written()).toEqual([]);

    await mail.up();
    await retryNow();
    const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports).toEqual({ start: "started", "ask-a": "confirmed", after: "confirmed" });
    expect(await written()).toMatchObject([{ name: "after" }]);
    expect(mail.received.filter((to) => to === "ask-a@example.com")).toHaveLength(1);
  });

  test("b. holds back nothing else: another branch goes on, the run is degraded, drains and ends done", async () => {
    await mail.down();
    const workflow = await draw(
      [start(), email("ask-b"), record("note")],
      ["start:started > ask-b", "start:started > note"],
    );
    const event = await arrive(workflow, { amount: 1, name: "Ada" });
    const degraded = await untilRun(workflow, event, ({ status, ports }) => {
      expect({ status, note: ports.note }).toEqual({ status: "degraded", note: "confirmed" });
    });
    expect(degraded.reason).not.toBe("");

    await mail.up();
    await retryNow();
    await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
  });

  test("g. marked “don't wait” is taken as soon as the action is accepted", async () => {
    await mail.down();
    const workflow = await draw(
      [start(), email("ask-g"), record("at-once")],
      ["start:started > ask-g", edge("ask-g:confirmed > at-once", { dontWait: true })],
    );
    const event = await arrive(workflow, { amount: 1, name: "Ada" });
    await untilRun(workflow, event, ({ status, ports }) => {
      expect({ status, ports }).toEqual({
        status: "degraded",
        ports: { start: "started", "at-once": "confirmed" },
      });
    });
    await mail.up();
    await retryNow();
    await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
  });
});

describe("branches and joins", () => {
  test("c. both ways of a branch meet in a join, which runs once; the way not taken is missing", async () => {
    const workflow = await draw(
      [
        start(),
        branch("large", 100),
        record("yes"),
        record("no"),
        join("meet", "all"),
        node("told", "branch", when({ from: "no", path: ["id"] }, "is-missing", undefined)),
      ],
      [
        "start:started > large",
        "large:yes > yes",
        "large:otherwise > no",
        "yes:confirmed > meet",
        "no:confirmed > meet",
        "meet:done > told",
      ],
    );
    const event = await arrive(workflow, { amount: 250, name: "Ada" });
    const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports).toEqual({
      start: "started",
      large: "yes",
      yes: "confirmed",
      meet: "done",
      told: "yes",
    });
    expect(await written()).toMatchObject([{ name: "yes" }]);
  });

  test("d. a node into which only dead edges lead is skipped, and so is what follows", async () => {
    const workflow = await draw(
      [
        start(),
        branch("large", 100),
        branch("huge", 1_000),
        record("both"),
        record("follows"),
        record("else"),
      ],
      [
        "start:started > large",
        "start:started > huge",
        "large:yes > both",
        "huge:yes > both",
        "both:confirmed > follows",
        "large:otherwise > else",
      ],
    );
    const event = await arrive(workflow, { amount: 5, name: "Ada" });
    const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports).toEqual({ start: "started", large: "otherwise", huge: "otherwise", else: "confirmed" });
  });

  test("e. a node that starts on the first taken edge runs once, though both arrive", async () => {
    const workflow = await draw(
      [start(), record("one"), record("two"), record("first", { join: "first" })],
      ["start:started > one", "start:started > two", "one:confirmed > first", "two:confirmed > first"],
    );
    const event = await arrive(workflow, { amount: 5, name: "Ada" });
    await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    expect((await written()).filter(({ name }) => name === "first")).toHaveLength(1);
  });
});

describe("h. an approval of an action above the cap", () => {
  const paying = async (amount: number) => {
    await inOrganization(organizationId, async ({ db }) => {
      await db.moneyGuardrail.create({
        data: { organizationId, currency: "EUR", version: 1, capPerAction: "250" },
      });
    });
    const orders = await inOrganization(organizationId, ({ db }) =>
      db.collection.create({
        data: {
          organizationId,
          key: "cases",
          name: "Cases",
          titleField: "name",
          fields: ["name", "amount"].map((key) => ({
            key,
            label: key,
            type: key === "name" ? "text" : "number",
          })),
        },
      }),
    );
    const order = await inOrganization(organizationId, ({ db }) =>
      db.record.create({ data: { organizationId, collectionId: orders.id, data: { name: "Ada", amount } } }),
    );
    const read = node("read", "find-record", {
      collectionId: orders.id,
      filters: [{ field: "name", operator: "is", value: fromEvent("name") }],
    });
    const pay = node("pay", "move-money", {
      collectionId,
      amount: { kind: "reference", reference: { from: "read", path: ["record", "amount"] } },
      currency: "EUR",
      data: [],
    });
    const workflow = await draw(
      [start(), approval("ask"), read, pay],
      ["start:started > ask", "ask:approved > read", "read:found > pay"],
    );
    const event = await arrive(workflow, { amount, name: "Ada" });
    await untilRun(workflow, event, ({ status }) => expect(status).toBe("waiting"));
    const [review] = await openReviews();
    return { workflow, event, orderId: order.id, review };
  };

  test("lets exactly what was shown pass without a second question", async () => {
    const { workflow, event, review } = await paying(480);
    expect(review?.packet).toMatchObject({
      releases: [{ nodeId: "pay", amount: expect.stringMatching(/^480/), currency: "EUR", unknown: [] }],
    });
    await decide(review?.id ?? "", "approve");
    const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports.pay).toBe("confirmed");
    expect(await openReviews()).toEqual([]);
    expect(await written()).toMatchObject([{ amount: "480.00", currency: "EUR" }]);
  });

  test("is asked again when the amount changed since it was shown", async () => {
    const { workflow, event, orderId, review } = await paying(480);
    await inOrganization(organizationId, ({ db }) =>
      db.record.updateMany({ where: { id: orderId }, data: { data: { name: "Ada", amount: 520 } } }),
    );
    await decide(review?.id ?? "", "approve");
    const [again] = await vi.waitFor(async () => {
      const open = await openReviews();
      expect(open).toHaveLength(1);
      return open;
    }, 10_000);
    expect(again).toMatchObject({ kind: "guardrail", nodeId: "pay" });
    await untilRun(workflow, event, ({ status }) => expect(status).toBe("waiting"));
    expect(await written()).toEqual([]);
  });
});

describe("a run", () => {
  test("f. a condition on a queued action's output waits for it, its sibling does not", async () => {
    await mail.down();
    const workflow = await draw(
      [
        start(),
        email("ask-f"),
        node("was-sent", "branch", when({ from: "ask-f", path: ["confirmed"] }, "is-true", undefined)),
        record("sibling"),
      ],
      ["start:started > ask-f", "start:started > was-sent", "start:started > sibling"],
    );
    const event = await arrive(workflow, { amount: 1, name: "Ada" });
    await untilRun(workflow, event, ({ status, ports }) => {
      expect({ status, ports }).toEqual({
        status: "degraded",
        ports: { start: "started", sibling: "confirmed" },
      });
    });
    await mail.up();
    await retryNow();
    const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports["was-sent"]).toBe("yes");
  });

  test("survives the end of its worker while it waits for a person and for a moment", async () => {
    const nap = node("nap", "wait", {
      mode: "duration",
      duration: { amount: 0.02, unit: "minutes" },
      until: { kind: "literal", value: "" },
    });
    const workflow = await draw(
      [start(), approval("ask"), nap, record("end")],
      ["start:started > ask", "ask:approved > nap", "nap:done > end"],
    );
    const event = await arrive(workflow, { amount: 1, name: "Ada" });
    await untilRun(workflow, event, ({ status }) => expect(status).toBe("waiting"));
    await worker.stop();
    const [review] = await openReviews();
    await decide(review?.id ?? "", "approve");
    worker = await startWorker();
    await untilRun(workflow, event, ({ ports, status }) =>
      expect([ports.ask, status]).toEqual(["approved", "waiting"]),
    );
    await worker.stop();
    worker = await startWorker();
    const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports).toEqual({ start: "started", ask: "approved", nap: "done", end: "confirmed" });
  });

  test("goes on, and repeats nothing, when the engine has lost it", async () => {
    const nap = node("nap", "wait", {
      mode: "duration",
      duration: { amount: 1, unit: "days" },
      until: { kind: "literal", value: "" },
    });
    const workflow = await draw(
      [start(), record("before"), nap, record("end")],
      ["start:started > before", "before:confirmed > nap", "nap:done > end"],
    );
    const event = await arrive(workflow, { amount: 1, name: "Ada" });
    const { id } = await untilRun(workflow, event, ({ status }) => expect(status).toBe("waiting"));
    await pool("engine").query("DELETE FROM engine.run WHERE event->'data'->>'runId' = $1", [id]);
    await inOrganization(organizationId, async ({ db }) => {
      const past = (minutes: number) => new Date(Date.now() - minutes * 60_000);
      await db.run.updateMany({ where: { id }, data: { startedAt: past(30) } });
      await db.runStep.updateMany({ where: { runId: id }, data: { startedAt: past(30) } });
      await db.runStep.updateMany({
        where: { runId: id, state: "settled" },
        data: { endedAt: past(30) },
      });
      const output = { until: past(20).toISOString(), port: "done" };
      await db.runStep.updateMany({ where: { runId: id, nodeId: "nap" }, data: { output } });
    });
    await sweepRuns("test");
    const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    expect(run.id).toBe(id);
    expect((await written()).map(({ name }) => name)).toEqual(["before", "end"]);
  });

  test("l. ends on the version it started with, also when another is published while it waits", async () => {
    const workflow = await draw(
      [start(), approval("ask"), record("old")],
      ["start:started > ask", "ask:approved > old"],
    );
    const event = await arrive(workflow, { amount: 1, name: "Ada" });
    await untilRun(workflow, event, ({ status }) => expect(status).toBe("waiting"));
    await inOrganization(organizationId, async ({ db }) => {
      const document = JSON.parse(
        JSON.stringify({ nodes: [start(), record("new")], edges: [edge("start:started > new")] }),
      );
      const { workflowId } = workflow;
      const version = await db.workflowVersion.create({
        data: { organizationId, workflowId, number: 2, document },
      });
      await db.workflow.updateMany({ where: { id: workflowId }, data: { publishedVersionId: version.id } });
    });
    const next = await arrive(workflow, { amount: 2, name: "Bo" });
    await untilRun(workflow, next, ({ status }) => expect(status).toBe("done"));
    const [review] = await openReviews();
    await decide(review?.id ?? "", "approve");
    const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports).toEqual({ start: "started", ask: "approved", old: "confirmed" });
    expect((await written()).map(({ name }) => name)).toEqual(["new", "old"]);
  });

  test("m. canceled while an action is queued: it is dropped, the log says who and why, nothing goes out later", async () => {
    await mail.down();
    const workflow = await draw(
      [start(), email("ask-m"), record("after")],
      ["start:started > ask-m", "ask-m:confirmed > after"],
    );
    const event = await arrive(workflow, { amount: 1, name: "Ada" });
    const { id } = await untilRun(workflow, event, ({ status }) => expect(status).toBe("degraded"));
    const by = { kind: "person", id: randomUUID(), name: "Ada" } as const;
    await inOrganizationFast(organizationId, (tx) => cancelRun(tx, id, by, "It was a mistake."));
    await mail.up();
    await retryNow();
    // Another run through the same system shows that it is up and drained.
    const other = await draw([start(), email("other-m")], ["start:started > other-m"]);
    await untilRun(other, await arrive(other, { amount: 1, name: "Bo" }), ({ status }) =>
      expect(status).toBe("done"),
    );
    expect(mail.received).not.toContain("ask-m@example.com");
    expect(await readRun(workflow, event)).toMatchObject({ status: "canceled", ports: { start: "started" } });
    const log = await inOrganization(organizationId, ({ db }) =>
      db.auditEntry.findMany({ where: { verb: "run.canceled" } }),
    );
    expect(log).toMatchObject([{ actorName: "Ada", why: "It was a mistake." }]);
  });

  test("fails with the one thing to mend when a node lacks what it needs; other branches go on", async () => {
    const lacking = node("mail", "send-email", {
      connectionId,
      to: fromEvent("missing"),
      subject: text("Hello"),
      text: text("There."),
    });
    const workflow = await draw(
      [start(), lacking, record("after"), record("other")],
      ["start:started > mail", "mail:confirmed > after", "start:started > other"],
    );
    const event = await arrive(workflow, { amount: 1, name: "Ada" });
    const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("failed"));
    expect(run.ports).toEqual({ start: "started", other: "confirmed" });
    expect(run.reason).toMatch(/mail: .*missing/);
  });
});

import { inOrganization } from "@/server/db/in-organization";
import { makeConnection } from "@/server/testing/gateway";
import type { TestOrganization } from "@/server/testing/organization";
import { edge, makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";

/** Nodes whose action every run that is done has done. */
export const ACTIONS = ["honest", "careless", "file", "close"] as const;

const text = (value: string) => ({ kind: "text", segments: [{ kind: "text", text: value }] });
const fromEvent = (field: string) => ({ kind: "reference", reference: { from: "event", path: [field] } });

/**
 * A drawing with everything that can get lost: a branch, requests to a system that honours keys and to one that
 * does not, side by side with a record; a join; a person's decision; another record.
 * @param origin of the other system, see CountingStub
 */
export async function drawForCrashes(organization: TestOrganization, origin: string): Promise<TestWorkflow> {
  const connect = (path: string, honours: boolean) =>
    makeConnection(organization, {
      connector: "http",
      config: {
        baseUrl: `${origin}/${path}`,
        writes: "send",
        allowedHosts: ["127.0.0.1"],
        honoursIdempotencyKey: honours,
      },
    });
  const honours = await connect("honours", true);
  const forgets = await connect("forgets", false);
  const collectionId = await inOrganization(organization.id, async ({ db }) => {
    const fields = [{ key: "name", label: "Name", type: "text" }];
    const data = { organizationId: organization.id, key: "chaos", name: "Chaos", titleField: "name", fields };
    return (await db.collection.create({ data })).id;
  });
  const post = (id: string, connectionId: string) =>
    node(id, "http-request", {
      connectionId,
      method: "POST",
      path: text("/things"),
      query: [],
      body: [{ field: "name", value: fromEvent("name") }],
    });
  const record = (id: string) =>
    node(id, "create-record", { collectionId, values: [{ field: "name", value: fromEvent("name") }] });
  const nodes = [
    node("start", "webhook", {
      fields: [{ key: "name", label: "Name", type: "text" }],
      idField: "",
      subjectField: "name",
    }),
    node("known", "branch", {
      outcomes: [
        {
          id: "yes",
          name: "Yes",
          when: {
            combinator: "and",
            rules: [{ left: { from: "event", path: ["name"] }, operator: "is-present" }],
          },
        },
      ],
      owner: "",
    }),
    post("honest", honours),
    post("careless", forgets),
    record("file"),
    node("both", "join", {}),
    node("ask", "approval", {
      ask: text("May it go ahead?"),
      why: text("It is large."),
      subject: text(""),
      reviewers: { role: "reviewer" },
      evidence: [],
      answers: [
        { id: "approve", label: "Approve", port: "approved", needsRationale: false },
        { id: "reject", label: "Reject", port: "rejected", needsRationale: true },
      ],
    }),
    record("close"),
  ];
  const lines = [
    "start:started > known",
    "known:yes > honest",
    "known:yes > careless",
    "known:yes > file",
    "honest:confirmed > both",
    "careless:confirmed > both",
    "both:done > ask",
    "ask:approved > close",
  ];
  return makeWorkflow(organization.id, { nodes, edges: lines.map((each) => edge(each)) });
}

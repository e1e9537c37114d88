import type { inferRouterInputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";
import { FOUR_EYES } from "@/server/guardrails/four-eyes/four-eyes-rule";
import { MESSAGES } from "@/server/guardrails/messages/messages-rule";
import { LIBRARY } from "./openapi-library";
import type { Tenant } from "./tenant";

type Inputs = inferRouterInputs<AppRouter>;

/** "noun.verb" of every procedure there is. */
export type ProcedurePath = {
  [Noun in keyof Inputs & string]: `${Noun}.${keyof Inputs[Noun] & string}`;
}[keyof Inputs & string];

type InputOf<Path extends ProcedurePath> =
  Path extends `${infer Noun extends keyof Inputs & string}.${infer Verb}`
    ? Verb extends keyof Inputs[Noun]
      ? Inputs[Noun][Verb]
      : never
    : never;

const nothing = () => undefined;

/** One valid input for every procedure, naming things of another organization wherever it names anything. */
export const INPUTS: { [Path in ProcedurePath]: (theirs: Tenant) => InputOf<Path> } = {
  "audit.list": ({ mark }) => ({ text: mark }),
  "audit.get": ({ auditEntryId }) => ({ entryId: auditEntryId }),
  "audit.previewReversal": ({ effectId }) => ({ effectId }),
  "audit.reverse": ({ effectId }) => ({ effectId, why: "Taken" }),

  "connections.list": nothing,
  "connections.create": () => ({
    connector: "http",
    name: crypto.randomUUID(),
    config: { baseUrl: "https://example.com" },
  }),
  "connections.update": ({ connectionId }) => ({ connectionId, name: "Taken" }),
  "connections.test": ({ connectionId }) => ({ connectionId }),

  "connections.readDocument": () => ({ text: JSON.stringify(LIBRARY) }),
  "connections.connectDocument": () => ({
    name: crypto.randomUUID(),
    config: { baseUrl: "https://example.com" },
    document: { text: JSON.stringify(LIBRARY) },
  }),
  "connections.importDocument": ({ connectionId }) => ({
    connectionId,
    document: { text: JSON.stringify(LIBRARY) },
  }),
  "connections.imported": ({ connectionId }) => ({ connectionId }),
  "connections.operations": ({ connectionId }) => ({ connectionId }),
  "connections.operation": ({ connectionId }) => ({ connectionId, key: "addBook" }),
  "connections.classify": ({ connectionId }) => ({ connectionId, key: "addBook", classification: null }),
  "connections.confirmProposals": ({ connectionId }) => ({ connectionId }),
  "connections.reportAddress": ({ connectionId }) => ({ connectionId }),
  "connections.revealReportSecret": ({ connectionId }) => ({ connectionId }),

  "guardrails.moneyCaps": nothing,
  "guardrails.setMoneyCap": () => ({ currency: "EUR", capPerAction: "10", budgetPerDay: "100", version: 0 }),
  "guardrails.previewMoneyCap": () => ({ currency: "EUR", capPerAction: "10", budgetPerDay: null }),

  "guardrails.messages": nothing,
  "guardrails.setMessages": () => ({ ...MESSAGES.none, version: 0 }),
  "guardrails.previewMessages": () => MESSAGES.none,

  "guardrails.hosts": nothing,
  "guardrails.setHosts": () => ({ hosts: [], version: 0 }),
  "guardrails.previewHosts": () => ({ hosts: [] }),

  "guardrails.fourEyes": nothing,
  "guardrails.setFourEyes": () => ({ ...FOUR_EYES.none, version: 0 }),
  "guardrails.previewFourEyes": () => FOUR_EYES.none,

  "operations.health": nothing,
  "operations.effects": ({ connectionId }) => ({ view: "queue", connectionId }),
  "operations.queue": ({ connectionId }) => ({ connectionId }),
  "operations.queueHistory": () => ({ hours: "24" }),
  "operations.causes": nothing,
  "operations.orderQueue": ({ connectionId }) => ({ connectionId, rule: "value" }),
  "operations.moveInQueue": ({ effectId }) => ({ effectId, before: null }),
  "operations.handleCause": ({ connectionId }) => ({
    cause: { key: "Taken", connectionId, action: "http.request", failureClass: null },
    handling: { what: "drop", why: "Taken" },
  }),
  "operations.incidents": nothing,
  "operations.sending": nothing,
  "operations.stopSending": () => ({ why: "Taken" }),
  "operations.resumeSending": nothing,
  "operations.retry": ({ effectId }) => ({ effectId }),
  "operations.drop": ({ effectId }) => ({ effectId, why: "Taken" }),

  "operations.editForm": ({ effectId }) => ({ effectId }),
  "operations.editAndRetry": ({ effectId }) => ({ effectId, input: { name: "Taken" }, seen: "" }),
  "operations.repeatForm": ({ effectId }) => ({ effectId }),
  "operations.doAgain": ({ effectId }) => ({ effectId, input: { name: "Taken" }, why: "Taken" }),

  "records.collections": nothing,
  "records.createCollection": () => ({
    key: `ours-${crypto.randomUUID().slice(0, 8)}`,
    name: "Ours",
    titleField: "name",
    fields: [{ key: "name", label: "Name", type: "text" }],
  }),
  "records.list": ({ collectionId }) => ({ collectionId }),
  "records.get": ({ recordId }) => ({ recordId }),
  "records.history": ({ recordId }) => ({ recordId }),
  "records.create": ({ collectionId }) => ({ collectionId, data: { name: "Taken" } }),
  "records.update": ({ recordId }) => ({ recordId, version: 1, changes: { name: "Taken" } }),
  "records.remove": ({ recordId }) => ({ recordId, version: 1 }),

  "reviews.list": () => ({ view: "all" }),
  "reviews.count": nothing,
  "reviews.get": ({ reviewId }) => ({ reviewId }),
  "reviews.decide": ({ reviewId, contentHash }) => ({
    reviewId,
    contentHash,
    answer: "approve",
    rationale: "Yes",
  }),
  "reviews.claim": ({ reviewId }) => ({ reviewId }),
  "reviews.unclaim": ({ reviewId }) => ({ reviewId }),

  "runs.list": () => ({}),
  "runs.get": ({ runId }) => ({ runId }),
  "runs.items": ({ runId }) => ({ runId, nodeId: "each" }),
  "runs.retry": ({ runId }) => ({ runId }),
  "runs.reversal": ({ runId }) => ({ runId }),
  "runs.previewReversal": ({ runId }) => ({ runId }),
  "runs.reverse": ({ runId }) => ({ runId, why: "Taken" }),
  "runs.decideReversal": ({ runId, effectId }) => ({ runId, effectId, decision: "leave", why: "Taken" }),
  "runs.cancel": ({ runId }) => ({ runId, why: "No longer needed" }),

  "search.everything": ({ mark }) => ({ query: mark }),

  "settings.organization": nothing,
  "settings.updateOrganization": () => ({ name: "Ours" }),
  "settings.alerts": nothing,
  "settings.saveAlerts": ({ connectionId }) => ({
    emails: ["taken@example.com"],
    mailConnectionId: connectionId,
    webhookUrl: null,
    webhookInside: false,
    queueMinutes: 30,
    stuckCount: 10,
  }),
  "settings.testAlert": nothing,
  "settings.people": nothing,
  "settings.addPerson": () => ({
    name: "Newcomer",
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
    role: "reviewer",
  }),
  "settings.setRole": ({ organization }) => ({ personId: organization.people.reviewer.id, role: "admin" }),
  "settings.removePerson": ({ organization }) => ({ personId: organization.people.reviewer.id }),

  "workflows.list": () => ({ archived: true }),
  "workflows.get": ({ workflowId }) => ({ workflowId }),
  "workflows.create": () => ({ name: "New" }),
  "workflows.rename": ({ workflowId }) => ({ workflowId, name: "Taken" }),
  "workflows.saveDraft": ({ workflowId }) => ({
    workflowId,
    revision: 1,
    document: { nodes: [], edges: [] },
  }),
  "workflows.problems": ({ workflowId }) => ({ workflowId }),
  "workflows.publish": ({ workflowId }) => ({ workflowId, revision: 1 }),
  "workflows.setStatus": ({ workflowId }) => ({ workflowId, change: "archive" }),
  "workflows.versions": ({ workflowId }) => ({ workflowId }),
  "workflows.version": ({ versionId }) => ({ versionId }),
  "workflows.restoreVersion": ({ versionId }) => ({ versionId, revision: 1 }),
  "workflows.duplicate": ({ workflowId }) => ({ workflowId }),
  "workflows.testRun": ({ workflowId }) => ({ workflowId, triggerNodeId: "start", event: {} }),
  "workflows.sampleEvents": ({ workflowId }) => ({ workflowId }),
  "workflows.endpoints": ({ workflowId }) => ({ workflowId }),
  "workflows.revealSecret": ({ endpointId }) => ({ endpointId }),
  "workflows.rotateSecret": ({ endpointId }) => ({ endpointId }),
  "workflows.pasteSecret": ({ endpointId }) => ({ endpointId, secret: `whsec_${"A".repeat(32)}` }),
  "workflows.endOldSecret": ({ endpointId }) => ({ endpointId }),
  "workflows.catalog": nothing,
};

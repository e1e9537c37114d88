import { confirmProposals } from "@/server/connections/interface/classify-operations";
import { importDocument } from "@/server/connections/interface/import-document";
import { readGiven } from "@/server/connections/interface/read-given";
import { inOrganizationFast } from "@/server/db/in-organization";
import { proposals } from "@/server/openapi/propose";
import type { JsonObject } from "@/workflow/json";
import type { EffectRequest } from "@/workflow/ports";
import { makeConnection } from "./gateway";
import { startMoodyMail } from "./moody-mail";
import { type Mood, startMoody } from "./moody-server";
import { LIBRARY } from "./openapi-library";
import { startStub } from "./openapi-stub";
import type { TestOrganization } from "./organization";
import { startStripe } from "./stripe-stub";
import { startTickets } from "./tickets-stub";

/** The other side of a connection, as far as every kind of it has one. */
export type OtherSide = {
  port: number;
  mood: Mood;
  /** How often it really did something. */
  done: number;
  /** Called when it did something and will never say so. */
  stalled: (() => void) | null;
  close(): Promise<void>;
};

/** One action over one kind of connection, and what can be known of it. */
export type Subject = {
  name: string;
  /** What was done can be looked at afterwards: then nothing is confirmed by word alone. */
  readsBack: boolean;
  /** Who finds out what became of it after a lost answer. */
  afterLost: "key" | "look" | "person";
  /** Moods that its kind of system can be in, beside those that every one has. */
  speaksHttp: boolean;
  start(port?: number): Promise<OtherSide>;
  /** A connection to it, and the action. */
  request(organization: TestOrganization, port: number): Promise<EffectRequest>;
};

export const SECRET = "canary-5ae01c9d";

const plainHttp = (honoursIdempotencyKey: boolean): Subject => ({
  name: honoursIdempotencyKey ? "HTTP with a key" : "HTTP",
  readsBack: false,
  afterLost: honoursIdempotencyKey ? "key" : "person",
  speaksHttp: true,
  start: (port) =>
    startMoody(() => ({ status: 201, body: { id: 7 } }), { knowsKeys: honoursIdempotencyKey, port }),
  request: async (organization, port) => ({
    action: "http.request",
    connectionId: await makeConnection(organization, {
      connector: "http",
      config: {
        baseUrl: `http://127.0.0.1:${port}`,
        writes: "send",
        honoursIdempotencyKey,
        allowedHosts: ["127.0.0.1"],
      },
      secret: { kind: "bearer", token: SECRET },
    }),
    input: { method: "POST", path: "/tickets", body: { a: 1 } },
    summary: "POST /tickets",
  }),
});

/** Requests that say where they are read back: by what was there before, or by what the answer names. */
function pairedHttp(input: JsonObject, afterLost: Subject["afterLost"]): Subject {
  return {
    ...plainHttp(false),
    name: `HTTP read back, ${input.method} ${input.path}`,
    readsBack: true,
    afterLost,
    start: (port) => startTickets({ port }),
    request: async (organization, port) => {
      const request = await plainHttp(false).request(organization, port);
      return { ...request, input };
    },
  };
}

const smtp: Subject = {
  name: "SMTP",
  readsBack: false,
  afterLost: "person",
  speaksHttp: false,
  start: startMoodyMail,
  request: async (organization, port) => ({
    action: "smtp.send-email",
    connectionId: await makeConnection(organization, {
      connector: "smtp",
      config: {
        host: "127.0.0.1",
        port,
        encryption: "none",
        from: "us@example.com",
        allowedHosts: ["127.0.0.1"],
      },
    }),
    input: { to: "dana@example.com", subject: "Hello", text: "A text." },
    summary: "Email dana@example.com: Hello",
  }),
};

function openapi(subject: {
  name: string;
  afterLost: Subject["afterLost"];
  operation: string;
  values: JsonObject;
  knowsKeys?: boolean;
}): Subject {
  const { name, afterLost, operation, values, knowsKeys } = subject;
  const document = () => readGiven({ text: JSON.stringify(LIBRARY) });
  return {
    name,
    readsBack: true,
    afterLost,
    speaksHttp: true,
    start: async (port) => {
      const { operations } = await document();
      const stub = await startStub(operations, proposals(operations), { knowsKeys, port });
      stub.things.set("/books/7", { id: 7, title: "Emma", copies: 1 });
      return stub;
    },
    request: async (organization, port) => {
      const connectionId = await makeConnection(organization, {
        connector: "openapi",
        config: { baseUrl: `http://127.0.0.1:${port}`, allowedHosts: ["127.0.0.1"] },
        secret: { kind: "bearer", token: SECRET },
      });
      const given = await document();
      const { admin } = organization.people;
      await inOrganizationFast(organization.id, async (tx) => {
        await importDocument(tx, connectionId, given, admin);
        await confirmProposals(tx, { connectionId, text: "", view: "all", keys: [operation] }, admin);
      });
      return {
        action: "openapi.use-operation",
        connectionId,
        input: { operation, values },
        summary: operation,
      };
    },
  };
}

function stripe(action: string, input: JsonObject): Subject {
  return {
    name: `Stripe, ${action}`,
    readsBack: true,
    afterLost: "look",
    speaksHttp: true,
    start: startStripe,
    request: async (organization, port) => ({
      action: `stripe.${action}`,
      connectionId: await makeConnection(organization, {
        connector: "stripe",
        config: { baseUrl: `http://127.0.0.1:${port}`, allowedHosts: ["127.0.0.1"] },
        secret: { key: `rk_test_${SECRET}` },
      }),
      input: { amount: "12.50", currency: "EUR", ...input },
      summary: action,
    }),
  };
}

/** Every kind of connection that sends over the network; a new one is an entry here, and has to pass. */
export const SUBJECTS: readonly Subject[] = [
  plainHttp(false),
  plainHttp(true),
  pairedHttp(
    { method: "POST", path: "/tickets", body: { a: 1 }, readBack: { path: "/tickets/{id}" } },
    "person",
  ),
  pairedHttp(
    {
      method: "POST",
      path: "/tickets/1/close",
      readBack: { path: "/tickets/1", field: "state", value: "closed" },
    },
    "look",
  ),
  smtp,
  openapi({
    name: "OpenAPI, changing",
    afterLost: "look",
    operation: "changeBook",
    values: { "path/bookId": "7", "body/copies": 4 },
  }),
  openapi({
    name: "OpenAPI, adding",
    afterLost: "person",
    operation: "addBook",
    values: { "body/title": "Emma", "body/copies": "3" },
  }),
  openapi({
    name: "OpenAPI with a key",
    afterLost: "key",
    operation: "addLoan",
    values: { "body/amount": 1250, "body/currency": "eur" },
    knowsKeys: true,
  }),
  stripe("refund", { payment: "pi_given0001" }),
  stripe("credit-note", { invoice: "in_open00001" }),
  stripe("invoice-item", { customer: "cus_given0001", description: "Postage" }),
];

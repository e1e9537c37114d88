import type { JsonObject } from "@/workflow/json";

/** One entry of a connection's form. `path` is where it stands in what is sent. */
export type ConnectorField = {
  path: string;
  label: string;
  help?: string;
  placeholder?: string;
  kind: "text" | "number" | "secret" | "choice" | "list" | "switch";
  options?: readonly { value: string; label: string }[];
  /** Asked only where another entry has one of these values. */
  when?: { path: string; oneOf: readonly string[] };
};

/** What the mail server tells of an email after it took it, where it tells anything. */
const REPORTS = ["failures", "deliveries"] as const;

/** Whether reports come back to a connection with these settings. */
export function takesReports({ reports }: JsonObject): boolean {
  return REPORTS.some((each) => each === reports);
}

export type Connector = {
  id: string;
  label: string;
  description: string;
  config: readonly ConnectorField[];
  /** Ways to sign in, the first being the usual one; each with what it needs. */
  secrets: readonly { kind: string; label: string; fields: readonly ConnectorField[] }[];
  /** Nothing works there without signing in. */
  signsInAlways?: true;
};

const ALLOWED: ConnectorField = {
  path: "allowedHosts",
  label: "Allowed internal hosts",
  kind: "list",
  placeholder: "10.1.2.3, intranet.example:8443",
  help: "Only for systems in your own network; what is on the public internet is always allowed.",
};

/** The kind of connection whose operations are read from a document. */
export const OPENAPI = "openapi";

const HTTP_SECRETS: Connector["secrets"] = [
  { kind: "bearer", label: "Token", fields: [{ path: "token", label: "Token", kind: "secret" }] },
  {
    kind: "basic",
    label: "User name and password",
    fields: [
      { path: "user", label: "User name", kind: "text" },
      { path: "password", label: "Password", kind: "secret" },
    ],
  },
  {
    kind: "header",
    label: "Header",
    fields: [
      { path: "name", label: "Name of the header", kind: "text", placeholder: "X-Api-Key" },
      { path: "value", label: "Value", kind: "secret" },
    ],
  },
  {
    kind: "query",
    label: "Key in the address",
    fields: [
      { path: "name", label: "Name of the parameter", kind: "text", placeholder: "api_key" },
      { path: "value", label: "Key", kind: "secret" },
    ],
  },
];

/** The kinds of system that can be connected by hand. The server checks what is entered once more. */
export const CONNECTORS: readonly Connector[] = [
  {
    id: "smtp",
    label: "Email (SMTP)",
    description: "Sends email through your mail server.",
    config: [
      {
        path: "host",
        label: "Mail server",
        kind: "text",
        placeholder: "smtp.example.com",
        help: "Left empty, mail goes to the server that this installation was started with.",
      },
      { path: "port", label: "Port", kind: "number", placeholder: "587" },
      {
        path: "encryption",
        label: "Encryption",
        kind: "choice",
        options: [
          { value: "starttls", label: "After the greeting (STARTTLS)" },
          { value: "tls", label: "From the start (TLS)" },
          { value: "none", label: "None" },
        ],
      },
      { path: "from", label: "Sender", kind: "text", placeholder: "Support <support@example.com>" },
      {
        path: "reports",
        label: "Delivery reports",
        kind: "choice",
        help: "With reports an email waits for its own before what follows it goes on.",
        options: [
          { value: "none", label: "None: what is accepted counts as done" },
          { value: "failures", label: "Of failures only" },
          { value: "deliveries", label: "Of deliveries and failures" },
        ],
      },
      {
        path: "reportHours",
        label: "Hours to wait for a report",
        kind: "number",
        placeholder: "4",
        help: "After that an email counts as done where failures alone are told; otherwise a person is asked.",
        when: { path: "reports", oneOf: REPORTS },
      },
      {
        path: "returnAddress",
        label: "Return address",
        kind: "text",
        placeholder: "bounces@example.com",
        help: "Where what cannot be delivered goes back to. Left empty, it is the sender's own address.",
        when: { path: "reports", oneOf: REPORTS },
      },
      ALLOWED,
    ],
    secrets: [
      {
        kind: "password",
        label: "User name and password",
        fields: [
          { path: "user", label: "User name", kind: "text" },
          { path: "password", label: "Password", kind: "secret" },
        ],
      },
    ],
  },
  {
    id: "http",
    label: "Web service (HTTP)",
    description: "Calls a system's own interface below one address.",
    config: [
      { path: "baseUrl", label: "Address", kind: "text", placeholder: "https://api.example.com/v1" },
      {
        path: "writes",
        label: "What its writing requests do",
        kind: "choice",
        help: "Until this is said, they wait for a person.",
        options: [
          { value: "create", label: "Create something" },
          { value: "update", label: "Change something" },
          { value: "delete", label: "Delete something" },
          { value: "send", label: "Send a message" },
          { value: "money", label: "Move money" },
        ],
      },
      {
        path: "honoursIdempotencyKey",
        label: "A repeated request is done once",
        kind: "switch",
        help: "It knows by an Idempotency-Key that it has seen a request before. Ask its vendor before you switch this on.",
      },
      ALLOWED,
    ],
    secrets: HTTP_SECRETS,
  },
  {
    id: "stripe",
    label: "Stripe",
    description: "Gives money back, lowers invoices and adds to them.",
    signsInAlways: true,
    config: [
      {
        path: "baseUrl",
        label: "Address",
        kind: "text",
        placeholder: "https://api.stripe.com",
        help: "Left empty, it is Stripe's own. Another one has to be an allowed internal host.",
      },
      ALLOWED,
    ],
    secrets: [
      {
        kind: "key",
        label: "Restricted key",
        fields: [
          {
            path: "key",
            label: "Restricted key",
            kind: "secret",
            placeholder: "rk_live_…",
            help: "Made in Stripe under Developers, API keys. Let it write refunds, credit notes and invoice items, and read payments and invoices.",
          },
        ],
      },
    ],
  },
  {
    id: OPENAPI,
    label: "System with an OpenAPI document",
    description: "Offers the operations that its document lists.",
    config: [
      { path: "baseUrl", label: "Address", kind: "text", placeholder: "https://api.example.com/v1" },
      ALLOWED,
    ],
    secrets: HTTP_SECRETS,
  },
];

export type Entries = { [path: string]: string };

/** What stands in a connection, as a form shows it. */
export function toEntries(fields: readonly ConnectorField[], value: JsonObject): Entries {
  return Object.fromEntries(
    fields.map(({ path }) => {
      const standing = value[path];
      return [path, Array.isArray(standing) ? standing.join(", ") : standing == null ? "" : String(standing)];
    }),
  );
}

/** The entries that are asked for as the others stand. */
export function asked(fields: readonly ConnectorField[], entries: Entries): ConnectorField[] {
  return fields.filter(({ when }) => !when || when.oneOf.includes(entries[when.path] ?? ""));
}

/** What was entered, as the server takes it; what is empty or not asked for is left out. */
export function fromEntries(fields: readonly ConnectorField[], entries: Entries): JsonObject {
  const value: JsonObject = {};
  for (const { path, kind } of asked(fields, entries)) {
    const text = (entries[path] ?? "").trim();
    if (text === "") continue;
    if (kind === "number") value[path] = Number.isFinite(Number(text)) ? Number(text) : text;
    else if (kind === "switch") value[path] = text === "true";
    else if (kind === "list") value[path] = text.split(/[\s,]+/);
    else value[path] = kind === "secret" ? (entries[path] ?? "") : text;
  }
  return value;
}

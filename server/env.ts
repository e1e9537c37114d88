import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65535);
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, "must start with postgres:// or postgresql://");
/** Set to nothing counts as not set, as shells and container tools write it. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** A whole number with a default. */
const count = (usual: number, least = 1) =>
  z.preprocess(
    (value) => (value === "" ? undefined : value),
    z.coerce.number().int().min(least).default(usual),
  );

/** What the supervisor hands to each process (`scripts/environment.mjs` writes it), by the variables' own names. */
const schema = z.object({
  /** One organization at a time, under row-level security. */
  HANDOFF_APP_DATABASE_URL: postgresUrl,
  /** Claims, routes and relays across organizations; granted nothing else. */
  HANDOFF_ENGINE_DATABASE_URL: postgresUrl,
  /** Sign-in: read before an organization is known. */
  HANDOFF_IDENTITY_DATABASE_URL: postgresUrl,
  /** The owner of the tables; only migrations and the seed have it. */
  DATABASE_URL: optional(postgresUrl),
  /** Encrypts credentials: the newest key first, and after it those that may still be in use. Each 32 bytes in base64. */
  HANDOFF_SECRET_KEY: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .filter(Boolean)
        .map((key) => Buffer.from(key, "base64")),
    )
    .refine((keys) => keys.every((key) => key.length === 32), "must be 32 bytes in base64"),
  /** The keys of an installation that was given none: they change while it runs (`npm run rotate-key`). */
  HANDOFF_SECRET_KEYS_FILE: optional(z.string()),
  HANDOFF_AUTH_SECRET: z.string().min(32),
  /** The state folder: sign-ins, logs, local mail. */
  HANDOFF_HOME: z.string().min(1),
  /** The address people type, without a slash at the end. */
  HANDOFF_ORIGIN: z
    .url()
    .transform((url) => url.replace(/\/+$/, ""))
    .default("http://localhost:3000"),
  /** Where intake listens: loopback, until somebody opens it to a network. */
  HOST: z.string().min(1).default("127.0.0.1"),
  /** The public port, of intake. */
  PORT: port.default(3000),
  /** Loopback ports behind it. */
  HANDOFF_WEB_PORT: port,
  HANDOFF_WORKER_PORT: port,
  /** Events a second that one organization may send on average; twice as many at once. */
  HANDOFF_INTAKE_PER_SECOND: count(3_000),
  /** Events of one organization that may wait to be kept; of all together, eight times as many. */
  HANDOFF_INTAKE_QUEUE: count(500),
  /** Milliseconds after which a sender is told that its event could not be kept. */
  HANDOFF_INTAKE_COMMIT_MS: count(10_000, 100),
  /** With it, /api/metrics answers whoever sends it as a bearer token; without it, this machine alone. */
  HANDOFF_METRICS_TOKEN: optional(z.string().min(16, "must have at least 16 characters")),
  SMTP_URL: optional(z.string().regex(/^smtps?:\/\//, "must start with smtp:// or smtps://")),
  MAIL_FROM: z.string().min(3).default("Handoff <handoff@localhost>"),
  /** The local mailbox's page, when mail goes there. */
  HANDOFF_MAILBOX_URL: optional(z.url()),
  INNGEST_BASE_URL: optional(z.url()),
  INNGEST_EVENT_KEY: optional(z.string()),
  INNGEST_SIGNING_KEY: optional(z.string()),
  /** Where that server reaches the worker's /api/inngest, when that is not loopback. */
  INNGEST_SERVE_ORIGIN: optional(z.url()),
});

export type Env = z.infer<typeof schema>;

let current: Env | undefined;

/**
 * The process's settings, checked on first use: importing this reads nothing, so a build needs none of them.
 * @throws EnvironmentError naming every variable that is missing or wrong
 */
export function env(): Env {
  current ??= read(schema);
  return current;
}

/** The process was started without what it needs: start it with `npm start`, or set what the message names. */
class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

function read<T extends z.ZodType>(settings: T): z.infer<T> {
  const result = settings.safeParse(process.env);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new EnvironmentError(`Handoff cannot start with these settings: ${problems}.`);
}

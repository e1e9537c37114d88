import { z } from "zod";
import { env } from "@/server/env";
import type { ConnectionInUse } from "../define";
import { MendAction } from "../failures";
import { allowedHosts } from "../settings";

const host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.:[\]-]{1,253}$/, "Give the mail server's name, like smtp.example.com.");

/** Without a host, mail goes to the server that this installation was started with (SMTP_URL). */
export const smtpConfig = z.strictObject({
  host: host.optional(),
  port: z.int().min(1).max(65535).optional(),
  /** "tls": encrypted from the start; "starttls": must be encrypted after the greeting; "none": may stay in clear. */
  encryption: z.enum(["tls", "starttls", "none"]).optional(),
  from: z.string().trim().min(3).max(320).optional(),
  /**
   * What the mail server tells of an email after it took it: nothing, that it could not be delivered, or also that it
   * was. Without "failures" or "deliveries" an email counts as done once it is accepted.
   */
  reports: z.enum(["none", "failures", "deliveries"]).optional(),
  /** After so many hours without a report silence is judged. */
  reportHours: z
    .int("Give whole hours.")
    .min(1, "Give 1 to 168 hours.")
    .max(168, "Give 1 to 168 hours.")
    .optional(),
  /** Where what cannot be delivered goes back to; the sender's own address unless given. */
  returnAddress: z
    .string()
    .trim()
    .max(254)
    .regex(/^[^\s@<>]+@[^\s@<>]+$/, "Give one address, like bounces@example.com.")
    .optional(),
  allowedHosts,
});

/** Most of what comes back comes within minutes, and mail servers warn of a delay after four hours. */
const USUAL_REPORT_HOURS = 4;

export const smtpSecret = z.strictObject({
  user: z.string().min(1).max(320),
  password: z.string().min(1).max(1000),
});

/** Where mail goes and as whom. `allowed` is null for the installation's own server: whoever runs it chose it. */
export type MailServer = {
  host: string;
  port: number;
  encryption: "tls" | "starttls" | "none" | "offered";
  from: string;
  auth: { user: string; pass: string } | null;
  allowed: readonly string[] | null;
  /** Null: it does not tell what became of an email. */
  reports: { deliveries: boolean; hours: number } | null;
  returnAddress: string | null;
};

/** Whether the mail server tells what became of an email. */
export function takesReports({ reports = "none" }: z.infer<typeof smtpConfig>): boolean {
  return reports !== "none";
}

function reportsOf(config: z.infer<typeof smtpConfig>): Pick<MailServer, "reports" | "returnAddress"> {
  const { reports, reportHours: hours = USUAL_REPORT_HOURS, returnAddress = null } = config;
  if (!takesReports(config)) return { reports: null, returnAddress };
  return { reports: { deliveries: reports === "deliveries", hours }, returnAddress };
}

/** @throws MendAction when the connection names no server and the installation has none */
export function mailServer(connection: ConnectionInUse): MailServer {
  const config = smtpConfig.parse(connection.config);
  if (config.host === undefined)
    return { ...installationServer(connection, config.from), ...reportsOf(config) };
  const secret = connection.secret === null ? null : smtpSecret.parse(connection.secret);
  const encryption = config.encryption ?? "starttls";
  return {
    host: config.host,
    port: config.port ?? (encryption === "tls" ? 465 : 587),
    encryption,
    from: config.from ?? env().MAIL_FROM,
    auth: secret && { user: secret.user, pass: secret.password },
    allowed: config.allowedHosts ?? [],
    ...reportsOf(config),
  };
}

type InstallationServer = Omit<MailServer, "reports" | "returnAddress">;

function installationServer(connection: ConnectionInUse, from: string | undefined): InstallationServer {
  const { SMTP_URL, MAIL_FROM } = env();
  if (SMTP_URL === undefined) {
    throw new MendAction(
      `“${connection.name}” has no mail server. Enter one in the connection, or start with SMTP_URL.`,
    );
  }
  const url = new URL(SMTP_URL);
  const secure = url.protocol === "smtps:";
  return {
    host: url.hostname,
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    encryption: secure ? "tls" : "offered",
    from: from ?? MAIL_FROM,
    auth:
      url.username === ""
        ? null
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    allowed: null,
  };
}

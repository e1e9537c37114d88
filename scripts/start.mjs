import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundlePath, hasBundle } from "./bundle.mjs";
import { childEnvironment, roleUrls } from "./environment.mjs";
import { connect, ensureRoles, refuseOldServer } from "./setup/database.mjs";
import { homeFolder } from "./setup/paths.mjs";
import { freePort, isPortFree } from "./setup/ports.mjs";
import { prepareBuild, prepareCode } from "./setup/prepare.mjs";
import { seconds, step } from "./setup/progress.mjs";
import { commandLine, Refusal } from "./setup/refusal.mjs";
import { lastLines, run } from "./setup/run.mjs";
import { noteRunning, takeHome } from "./setup/running.mjs";
import { Stack } from "./setup/stack.mjs";

/** `npm start`: from whatever state the checkout is in to a running Handoff. `--dev` rebuilds on every change. */

const development = process.argv.includes("--dev");
const started = Date.now();

async function main() {
  const home = homeFolder();
  const publicPort = choosePort("PORT", 3000);
  const origin = (process.env.HANDOFF_ORIGIN || `http://localhost:${publicPort}`).replace(/\/+$/, "");
  const stack = new Stack(home, development);
  const stopped = stack.ended();
  try {
    await takeHome(home, origin);
    await refuseTakenPort("PORT", publicPort);
    await prepareCode();
    const ownerUrl = process.env.DATABASE_URL || (await stack.startDatabase());
    const databaseUrls = await prepareDatabase(ownerUrl, stack.secrets);
    await prepareBuild({ pages: !development });
    const ports = { public: publicPort, web: await freePort(), worker: await workerPort() };
    const mailbox = process.env.SMTP_URL ? null : { smtp: await mailPort(), page: await mailboxPagePort() };
    const env = childEnvironment({ home, secrets: stack.secrets, databaseUrls, ports, origin, mailbox });
    if (!process.env.DATABASE_URL) await seed(env, ownerUrl);
    await step("Starting", () => stack.startPrograms(env, mailbox));
    noteRunning(home, { ready: true, mailbox: env.HANDOFF_MAILBOX_URL });
    greet({ home, origin, mailbox });
    return await stopped;
  } catch (error) {
    await stack.stop();
    if (!stack.interrupted) throw error;
    return 0;
  }
}

async function prepareDatabase(ownerUrl, secrets) {
  await step("Bringing the database up to date", async () => {
    const { applyMigrations } = await import("./migrate.mjs");
    const client = await connect(ownerUrl);
    try {
      await refuseOldServer(client);
      await ensureRoles(client, secrets.rolePasswords);
    } finally {
      await client.end();
    }
    const applied = await applyMigrations(ownerUrl);
    return applied.length > 0 ? `${applied.length} migrations` : undefined;
  });
  return roleUrls(ownerUrl, secrets.rolePasswords);
}

/** The example organization; does nothing where there is one already. */
async function seed(env, ownerUrl) {
  if (!hasBundle("seed")) return;
  await step("Looking after the example data", async () => {
    const { code, output } = await run(process.execPath, ["--enable-source-maps", bundlePath("seed")], {
      env: { ...env, DATABASE_URL: ownerUrl },
    });
    if (code !== 0) throw new Refusal(`The example data could not be created:\n\n${lastLines(output)}`);
  });
}

function choosePort(variable, otherwise) {
  const port = Number(process.env[variable] || otherwise);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Refusal(
    `${variable} is "${process.env[variable]}", which is no port. Set it to a number from 1 to 65535.`,
  );
}

async function refuseTakenPort(variable, port) {
  if (await isPortFree(port)) return;
  throw new Refusal(
    `Port ${port} is taken by another program. Stop that program, or choose another port: ${variable}=${port + 1} npm start`,
  );
}

async function mailPort() {
  return process.env.HANDOFF_MAILBOX_SMTP_PORT ? choosePort("HANDOFF_MAILBOX_SMTP_PORT") : await freePort();
}

/** Any free one, unless something in front of the worker, such as an Inngest server elsewhere, has to find it. */
async function workerPort() {
  if (!process.env.HANDOFF_WORKER_PORT) return await freePort();
  const port = choosePort("HANDOFF_WORKER_PORT");
  await refuseTakenPort("HANDOFF_WORKER_PORT", port);
  return port;
}

/** Where people look for their mail: the same address each time, if it can be had. */
async function mailboxPagePort() {
  const port = choosePort("HANDOFF_MAILBOX_PORT", 3025);
  if (process.env.HANDOFF_MAILBOX_PORT) await refuseTakenPort("HANDOFF_MAILBOX_PORT", port);
  return (await isPortFree(port)) ? port : await freePort();
}

function greet({ home, origin, mailbox }) {
  const lines = [`\nHandoff is ready at ${origin} (${seconds(started)})\n`];
  const file = join(home, "sign-ins.json");
  if (existsSync(file)) {
    for (const { role, email, password } of JSON.parse(readFileSync(file, "utf8"))) {
      lines.push(`  ${role.padEnd(10)} ${email.padEnd(28)} ${password}`);
    }
    lines.push(`  (kept in ${file})\n`);
  }
  if (mailbox) lines.push(`Mail that it sends arrives at http://localhost:${mailbox.page}`);
  lines.push(`Logs are in ${join(home, "logs")}. Ctrl+C stops everything.`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

await commandLine(main);

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { signIn } from "../demo/people";
import { settleAccount } from "./account";
import { CountingStub } from "./counting-stub";
import { ACTIONS_WITH_REFUND, chaosDrawing } from "./drawing";
import { type Ask, readFacts } from "./facts";
import { Feed } from "./feed";
import { isAtRest } from "./rest";
import { Reviewer } from "./reviewer";
import { tell } from "./tell";

/** Feeds a running Handoff while its processes are killed by whoever started this, and settles the account. */

const RESTS_WITHIN_MS = 10 * 60_000;

async function main(): Promise<number> {
  const {
    HANDOFF_ORIGIN: origin = "",
    HANDOFF_HOME: home = "",
    HANDOFF_CHAOS_SEED: seed = "",
    HANDOFF_CHAOS_MINUTES: minutes = "2",
    HANDOFF_CHAOS_RATE: rate = "3",
    HANDOFF_CHAOS_RUNS: runs = "",
    HANDOFF_CHAOS_DATABASE_URL: database = "",
  } = process.env;
  console.log(`\nChaos with seed ${seed}: ${rate} events a second for ${minutes} minutes`);
  const stub = new CountingStub(seed, { meanness: 15, stallMs: 3_000 });
  await stub.open();
  const builder = await signIn(origin, home, "builder");
  const admin = await signIn(origin, home, "admin");
  const reviewer = await signIn(origin, home, "reviewer");
  const { workflowId, endpoint } = await draw({ builder, admin }, stub.origin);
  const feed = new Feed(endpoint, `chaos-${seed}`);
  const people = new Reviewer({ reviewer, admin }, stub);
  const working = people.work();

  process.send?.("kill");
  const started = Date.now();
  const most = runs === "" ? Number.POSITIVE_INFINITY : Number(runs);
  const untilMs = started + Number(minutes) * 60_000;
  const fed = feed.run({ untilMs, rate: Number(rate), most });
  const outage = await goDown(stub, untilMs - started);
  await pause(untilMs - Date.now());
  const kills = await stopKilling();
  stub.calmDown();
  const killedFor = Date.now() - started;
  console.log("  · nothing is killed any more; waiting until everything came to rest");
  await fed;
  const ask = askIn(database);
  const end = Date.now() + RESTS_WITHIN_MS;
  while (Date.now() < end && !(await isAtRest(ask, workflowId))) await pause(500);
  const restedAfter = Date.now() - started - killedFor;
  people.stop();
  await working;

  const { acknowledged, refusals } = feed;
  const outside = {
    acknowledged,
    decided: people.decided,
    ledger: stub.ledger(),
    actions: ACTIONS_WITH_REFUND,
  };
  const account = settleAccount(await readFacts(ask, workflowId), outside);
  const course = {
    seed,
    kills,
    refusals: Object.fromEntries(refusals),
    seconds: { killing: Math.round(killedFor / 1_000), toRest: Math.round(restedAfter / 1_000), outage },
    misbehaved: stub.misbehaved(),
    requests: outside.ledger.reduce((sum, line) => sum + line.requests, 0),
  };
  const file = join(process.cwd(), ".handoff", `chaos-${seed}.json`);
  writeFileSync(file, `${JSON.stringify({ ...course, ...account }, null, 2)}\n`);
  tell(course, account, file);
  await stub.close();
  return account.balanced ? 0 : 1;
}

/** In the middle of the time, for a quarter of it, every connection of the other system is refused. @returns seconds */
async function goDown(stub: CountingStub, lastsMs: number): Promise<number> {
  await pause(lastsMs * 0.35);
  await stub.close();
  console.log("  · the other system is down");
  await pause(lastsMs * 0.25);
  await stub.open();
  console.log("  · the other system is back");
  return Math.round((lastsMs * 0.25) / 1_000);
}

type Apis = { [role in "builder" | "admin"]: Awaited<ReturnType<typeof signIn>> };

async function draw({ builder, admin }: Apis, stub: string) {
  const connect = async (name: string, honoursIdempotencyKey: boolean) => {
    const config = {
      baseUrl: `${stub}/${name}`,
      writes: "send",
      allowedHosts: ["127.0.0.1"],
      honoursIdempotencyKey,
    };
    const { id } = await admin.connections.create.mutate({ connector: "http", name, config });
    return id;
  };
  const { id: collectionId } = await admin.records.createCollection.mutate({
    key: "chaos",
    name: "Chaos",
    titleField: "name",
    fields: [{ key: "name", label: "Name", type: "text" }],
  });
  const honours = await connect("honours", true);
  const forgets = await connect("forgets", false);
  const checked = await connect("checked", false);
  const { id: stripe } = await admin.connections.create.mutate({
    connector: "stripe",
    name: "stripe",
    config: { baseUrl: `${stub}/stripe`, allowedHosts: ["127.0.0.1"] },
    secret: { key: "rk_test_standin0standin0" },
  });
  const document = chaosDrawing({ honours, forgets, checked, collectionId, stripe });
  const { id: workflowId } = await builder.workflows.create.mutate({ name: "Chaos", document });
  const { draftRevision: revision } = await builder.workflows.get.query({ workflowId });
  await builder.workflows.publish.mutate({ workflowId, revision });
  const [endpoint] = await builder.workflows.endpoints.query({ workflowId });
  if (!endpoint) throw new Error("The workflow has no address.");
  const { secret } = await builder.workflows.revealSecret.mutate({ endpointId: endpoint.id });
  return { workflowId, endpoint: { url: endpoint.url, secret } };
}

function stopKilling(): Promise<{ [process: string]: number }> {
  return new Promise((resolve) => {
    process.once("message", (message: { kills: { [process: string]: number } }) => resolve(message.kills));
    process.send?.("stop");
  });
}

/** A connection for each question: the last one may have been killed. */
function askIn(connectionString: string): Ask {
  return async <Row extends object>(text: string, params: readonly unknown[]) => {
    const client = new pg.Client({ connectionString });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, [...params])).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  console.log(
    `\nThe account was not settled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  process.exitCode = 1;
}
process.disconnect?.();

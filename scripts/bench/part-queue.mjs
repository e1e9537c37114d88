import { pause } from "../setup/processes.mjs";
import { untilEnded } from "./account.mjs";
import { onePost } from "./drawings.mjs";
import { startHelper } from "./helper.mjs";
import { ms, round, summarize } from "./numbers.mjs";
import { begin, readMoments, settle } from "./six-nodes.mjs";

const PER_SECOND = 50;
const SECONDS = 15;

/**
 * A system is down while many actions are wanted of it, and comes back: does another system's work notice, and does the
 * queue go out whole, without one call above the cap?
 */
export async function measureQueue(bench) {
  const { report, load, product, settings, prepared } = bench;
  const wanted = settings.queued;
  let limited = startHelper("echo-process");
  try {
    const port = await limited.ask("listen");
    const workflow = await connectLimited(bench, port);
    const calm = await steadyElsewhere(bench, "c");
    await limited.end();
    const flood = {
      port: product.port,
      targets: [workflow],
      prefix: `${prepared.mark}q${bench.nextPhase()}`,
    };
    const sent = await load.ask("flood", { ...flood, connections: 16, most: wanted });
    const queued = await untilQueued(bench, workflow, sent.acknowledged);
    const during = await steadyElsewhere(bench, "d");
    limited = startHelper("echo-process");
    await limited.ask("listen", { port });
    const begun = Date.now();
    const done = await untilDone(bench, workflow, sent.acknowledged);
    const seconds = (Date.now() - begun) / 1000;
    const heard = {
      ...(await limited.ask("count")),
      busiest: await limited.ask("busiest", { withinMs: 1_000 }),
    };

    const problems = [...calm.problems, ...during.problems];
    const expect = (what, is, shall) => is !== shall && problems.push(`${what}: ${is} instead of ${shall}`);
    expect("events acknowledged", sent.acknowledged, wanted);
    expect("actions queued while it was down", queued, wanted);
    expect("actions confirmed", done, wanted);
    expect("distinct actions that arrived", heard.keys, wanted);
    report.fault("queue", problems);
    report.details.queue = { calm: calm.ended, during: during.ended, heard, seconds };
    report.add(
      `${wanted} queued actions: most calls in any second, under a cap of ${PER_SECOND}`,
      {
        required: `${PER_SECOND}`,
        measured: `${heard.busiest}, all gone in ${round(seconds)} s`,
        met: heard.busiest <= PER_SECOND,
        value: { ...heard, seconds },
      },
      problems,
    );
    const repeated = ((heard.requests - heard.keys) * 100) / heard.keys;
    report.add(
      "calls that were repeated while the queue went out",
      { required: "10 %", measured: `${round(repeated)} %`, met: repeated <= 10, value: repeated },
      problems,
    );
    const words = (of) => `${round(of.p50)} / ${ms(of.p99)}`;
    report.add(
      "end to end over another connection p50 / p99, while that queue stood",
      {
        required: "as without it",
        measured: `${words(during.ended)}, ${words(calm.ended)} without it`,
        met: during.ended.p50 <= calm.ended.p50 * 1.2,
        value: { calm: calm.ended, during: during.ended },
      },
      problems,
    );
  } finally {
    await limited.end();
  }
}

async function connectLimited({ prepared }, port) {
  const { id } = await prepared.admin.connections.create.mutate({
    connector: "http",
    name: `Limited ${prepared.mark}`,
    config: {
      baseUrl: `http://127.0.0.1:${port}`,
      writes: "create",
      honoursIdempotencyKey: true,
      allowedHosts: [`127.0.0.1:${port}`],
    },
    rateCap: PER_SECOND,
  });
  return prepared.publish("Limited", onePost({ connectionId: id }));
}

/** Ten runs a second of the six nodes, whose connection is another one. */
async function steadyElsewhere(bench, name) {
  const { load, product, database, echo } = bench;
  const started = await begin(bench, name);
  const sent = await load.ask("steady", { ...started, port: product.port, perSecond: 10, seconds: SECONDS });
  await untilEnded(database, started, sent.acknowledged, { seconds: 120, echo });
  const problems = await settle(bench, "beside the queue", started, sent);
  const moments = await readMoments(bench, started, sent);
  return { problems, ended: summarize(moments.map((each) => each.ended)) };
}

/** @returns how many wait for the system that is down */
function untilQueued(bench, workflow, expected) {
  return untilCount(bench, workflow, "queued", expected);
}

function untilDone(bench, workflow, expected) {
  return untilCount(bench, workflow, "confirmed", expected);
}

async function untilCount({ database, settings }, { workflowId }, state, expected) {
  let count = 0;
  for (const end = Date.now() + settings.drainSeconds * 1000; Date.now() < end; await pause(500)) {
    ({ count } = await database.one(
      `SELECT count(*)::int AS count FROM effect JOIN run ON run.id = effect.run_id
       WHERE run.workflow_id = $1::uuid AND effect.state = $2::effect_state`,
      [workflowId, state],
    ));
    if (count >= expected) break;
  }
  return count;
}

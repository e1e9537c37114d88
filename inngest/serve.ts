import { z } from "zod";
import { reportError } from "@/server/report-error";
import { findRun } from "@/server/runs/load-run";
import { noteCall } from "./call";
import { APP_ID } from "./client";
import { GAVE_UP } from "./give-up";
import type { Registry } from "./registry";

/** No call of the engine is larger: run state ends at 32 MB. */
const MAX_CALL_BYTES = 40 * 1024 * 1024;

const callSchema = z.object({
  event: z.object({ data: z.object({ runId: z.uuid(), organizationId: z.uuid() }) }),
  steps: z.record(z.string(), z.unknown()).optional(),
});
/** What an engine asks for that asks what comes next. */
const ANY_STEP = "step";

/**
 * What the engine talks to, at /api/inngest. A call (POST) is served by the version its run started with;
 * a registration (PUT) and a look (GET) by the full list as it is now.
 */
export function createHandler(registry: Registry): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (request.method === "POST") return await serveCall(registry, request);
      if (request.method === "PUT" || request.method === "GET")
        return await (await registry.listHandler())(request);
      return Response.json(
        { message: "Use GET, POST or PUT." },
        { status: 405, headers: { allow: "GET, POST, PUT" } },
      );
    } catch (error) {
      // Nothing was done: the engine may try again.
      reportError(error);
      return Response.json(
        { message: "The worker could not read what it needs. Try again." },
        { status: 500, headers: { "x-inngest-no-retry": "false" } },
      );
    }
  };
}

async function serveCall(registry: Registry, request: Request): Promise<Response> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_CALL_BYTES) return noSuchRun(413);
  const { searchParams } = new URL(request.url);
  if (searchParams.get("fnId") === `${APP_ID}-${GAVE_UP}`) {
    return registry.gaveUpHandler()(request);
  }
  // Read here to find the run, and handed on unchanged: its signature is over these bytes.
  const body = await request.text();
  const call = callSchema.safeParse(parse(body));
  if (!call.success) return noSuchRun(400);
  const run = await findRun(call.data.event.data);
  if (!run) return noSuchRun(400);
  const handler = registry.handlerFor(run);
  const stepId = searchParams.get("stepId") ?? ANY_STEP;
  const wanted = stepId === ANY_STEP ? null : stepId;
  const served = new Request(request.url, { method: "POST", headers: request.headers, body });
  noteCall(served, { run, memos: Object.keys(call.data.steps ?? {}).length, wanted });
  return handler(served);
}

function noSuchRun(status: number): Response {
  return Response.json(
    { message: "There is no such run." },
    { status, headers: { "x-inngest-no-retry": "true" } },
  );
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

import { readSession } from "@/server/identity/session";
import { liveStream } from "@/server/live/stream";

export const dynamic = "force-dynamic";

/** One stream per browser: tells screens what to read anew. */
export async function GET(request: Request) {
  const viewer = await readSession(request.headers);
  if (!viewer) return Response.json({ message: "Sign in to go on." }, { status: 401 });
  const stillAllowed = async () => {
    const now = await readSession(request.headers);
    return now?.id === viewer.id && now.organizationId === viewer.organizationId;
  };
  return new Response(liveStream(viewer.organizationId, request.signal, stillAllowed), {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

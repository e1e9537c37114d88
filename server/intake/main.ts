import { closePools } from "@/server/db/pools";
import { env } from "@/server/env";
import { measureBacklog } from "@/server/metrics/backlog";
import { measureProcess } from "@/server/metrics/process-metrics";
import { reportError } from "@/server/report-error";
import { createIntakeServer } from "./server";

const { PORT, HANDOFF_WEB_PORT } = env();
// Loopback by default: whoever opens it to a network says so.
const host = process.env.HOST || "127.0.0.1";
measureProcess();
measureBacklog();
const server = createIntakeServer(HANDOFF_WEB_PORT);

server.on("error", (error) => {
  reportError(error);
  process.exit(1);
});
server.listen(PORT, host);

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  // What was received is answered; live screens would never end by themselves.
  server.close(() => void closePools().finally(() => process.exit(0)));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 3_000).unref();
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.on("unhandledRejection", reportError);

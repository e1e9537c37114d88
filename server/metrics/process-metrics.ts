import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { gauge } from "./registry";

/** Coarse: looking itself costs. What is longer than one look is seen. */
const LOOK_MS = 50;

/** What the process itself uses, and how late it comes to its work. */
export function measureProcess(): void {
  const delay = monitorEventLoopDelay({ resolution: LOOK_MS });
  delay.enable();
  gauge(
    "handoff_event_loop_lag_seconds",
    "How late the event loop was since the last look, by quantile.",
    async () => {
      const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - LOOK_MS / 1000);
      const told = [
        { labels: { quantile: "0.5" }, value: late(delay.percentile(50)) },
        { labels: { quantile: "0.99" }, value: late(delay.percentile(99)) },
        { labels: { quantile: "1" }, value: late(delay.max) },
      ];
      delay.reset();
      return told;
    },
  );
  gauge("process_resident_memory_bytes", "Resident memory.", () => process.memoryUsage.rss());
  gauge("handoff_heap_used_bytes", "JavaScript heap in use.", () => process.memoryUsage().heapUsed);
  gauge(
    "handoff_buffers_bytes",
    "Memory of buffers outside the heap.",
    () => process.memoryUsage().arrayBuffers,
  );
  gauge("handoff_cpu_seconds", "Processor time used since the start.", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  gauge(
    "process_start_time_seconds",
    "When the process started, since 1970.",
    () => performance.timeOrigin / 1000,
  );
}

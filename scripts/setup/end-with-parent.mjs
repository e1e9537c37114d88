/**
 * Loaded into each process that the supervisor starts: when the supervisor is killed, they end too, instead of
 * living on without an owner and keeping the ports.
 */
// What they start themselves is loaded with this too, and has other ideas about its channel.
if (process.channel && process.ppid === Number(process.env.HANDOFF_SUPERVISOR)) {
  process.channel.unref();
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 10_000).unref();
  });
}

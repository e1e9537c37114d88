/**
 * Loaded into each process that the supervisor starts: when the supervisor is killed, they end too, instead of
 * living on without an owner and keeping the ports.
 */
if (process.channel) {
  process.channel.unref();
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 10_000).unref();
  });
}

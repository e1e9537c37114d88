/**
 * Where an error goes that nobody can be told about: the process's log, on one line, without values that
 * could be personal or secret.
 */
export function reportError(error: unknown): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(
    `${JSON.stringify({ at: new Date().toISOString(), level: "error", name, message, stack })}\n`,
  );
}

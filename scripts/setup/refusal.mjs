/** Something a person must mend before it can go on. Its message is all they see. */
export class Refusal extends Error {
  name = "Refusal";
}

/** Runs a command's main function; a refusal ends it with its sentence alone and exit code 1. */
export async function commandLine(main) {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0;
  } catch (error) {
    process.stderr.write(
      error instanceof Refusal
        ? `\n${error.message}\n`
        : `\nThis is a fault in Handoff itself:\n${error?.stack ?? error}\n`,
    );
    process.exitCode = 1;
  }
}

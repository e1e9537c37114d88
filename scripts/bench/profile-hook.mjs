import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";

/**
 * Loaded into every process when one of them is to be profiled; does something in that one alone. SIGUSR2 begins a
 * profile, the next ends it and writes `profile-<name>.json` into the state folder.
 */

const wanted = process.env.HANDOFF_BENCH_PROFILE;
const script = process.argv[1] ?? "";
const name = /\/next\/dist\/bin\/next/.test(script) ? "web" : /\/build\/([a-z]+)\.mjs$/.exec(script)?.[1];

if (name !== undefined && name === wanted) {
  let session;
  process.on("SIGUSR2", () => {
    if (session) {
      session.post("Profiler.stop", (_, answer) => {
        writeFileSync(
          join(process.env.HANDOFF_HOME ?? ".", `profile-${name}.json`),
          JSON.stringify(answer.profile),
        );
        session.disconnect();
        session = undefined;
      });
      return;
    }
    session = new Session();
    session.connect();
    session.post("Profiler.enable");
    session.post("Profiler.setSamplingInterval", { interval: 500 });
    session.post("Profiler.start");
  });
}

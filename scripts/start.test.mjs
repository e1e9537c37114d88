import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "./setup/ports.mjs";
import { run } from "./setup/run.mjs";
import { removeHome, throwawayHome } from "./setup/throwaway.mjs";

describe("npm start, when it cannot", () => {
  let home;
  beforeEach(async () => {
    home = await throwawayHome();
  });
  afterEach(() => removeHome(home));

  async function start(settings) {
    const { code, output } = await run(process.execPath, ["scripts/start.mjs"], {
      env: { PATH: process.env.PATH, HANDOFF_HOME: home, ...settings },
    });
    expect(output).not.toMatch(/^\s+at /m);
    return { code, said: output.trim().split("\n").at(-1) };
  }

  it("says that its port is taken, and how to choose another", async () => {
    const port = await freePort();
    const other = createServer().listen(port, "127.0.0.1");
    const { code, said } = await start({ PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(said).toBe(
      `Port ${port} is taken by another program. Stop that program, or choose another port: PORT=${port + 1} npm start`,
    );
  });

  it("says that DATABASE_URL leads nowhere, without its password", async () => {
    const nobody = await freePort();
    const { code, said } = await start({
      PORT: String(await freePort()),
      DATABASE_URL: `postgresql://owner:sesame@127.0.0.1:${nobody}/handoff`,
    });
    expect(code).toBe(1);
    expect(said).toContain(
      `DATABASE_URL points to 127.0.0.1:${nobody}, which does not answer as a Postgres server`,
    );
    expect(said).not.toContain("sesame");
  });

  it("says that a port is no port", async () => {
    const { code, said } = await start({ PORT: "eighty" });
    expect(code).toBe(1);
    expect(said).toContain(`PORT is "eighty", which is no port.`);
  });
});

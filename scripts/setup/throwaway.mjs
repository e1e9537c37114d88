import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder } from "./paths.mjs";
import { startPostgres, stopLeftBehind } from "./postgres.mjs";
import { deletePostgresData, placePostgres } from "./postgres-place.mjs";
import { isAlive } from "./processes.mjs";

const homes = join(checkoutFolder, "throwaway");

/** A state folder for one run of tests. Those that killed runs left behind go first. */
export async function throwawayHome() {
  mkdirSync(homes, { recursive: true });
  for (const name of readdirSync(homes)) {
    if (!isAlive(Number(name.split("-")[0]))) await removeHome(join(homes, name));
  }
  const home = join(homes, `${process.pid}-${Date.now().toString(36)}`);
  mkdirSync(home, { recursive: true });
  return home;
}

/** Deletes a throwaway state folder and its database. */
export async function removeHome(home) {
  await stopLeftBehind(placePostgres(home).data);
  deletePostgresData(home);
  rmSync(home, { recursive: true, force: true });
}

/** A Postgres of its own, beside whatever else runs, gone without a trace after `end`. */
export async function throwawayPostgres() {
  const home = await throwawayHome();
  const postgres = await startPostgres({ home, password: "throwaway", durable: false });
  return {
    ...postgres,
    home,
    async end() {
      await postgres.stop();
      await removeHome(home);
    },
  };
}

import { closePools, pool } from "@/server/db/pools";
import { type Outcome, playAll } from "./case";
import { CASES } from "./cases";
import { type OpenStage, openEmbedded } from "./embedded";
import { openServer, type ServerSettings } from "./server";

/**
 * What `npm run conformance` calls, once the database of the settings is there.
 * @param server the Inngest server to try as well
 */
export async function runConformance(server: ServerSettings | null): Promise<{
  embedded: Outcome[];
  server: Outcome[] | null;
}> {
  try {
    return {
      embedded: await playOn(await openEmbedded(pool("engine"))),
      server: server && (await playOn(await openServer(server))),
    };
  } finally {
    await closePools();
  }
}

async function playOn({ stage, close }: OpenStage): Promise<Outcome[]> {
  try {
    return await playAll(CASES, stage);
  } finally {
    await close();
  }
}

import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/server/env";
import { type Prisma, PrismaClient } from "./generated/client";

/** What a transaction callback gets: all models, no further transactions. */
export type PrismaTransaction = Prisma.TransactionClient;

let client: PrismaClient | undefined;

/** Prisma on the app role; row-level security shows it nothing outside `inOrganization`. */
export function prisma(): PrismaClient {
  client ??= new PrismaClient({
    // Pipelined: what nobody waits for (`Tx.send`) may still be under way when the next query leaves.
    adapter: new PrismaPg({ connectionString: env().HANDOFF_APP_DATABASE_URL, max: 10, pipeline: true }),
  });
  return client;
}

export async function closePrisma(): Promise<void> {
  const open = client;
  client = undefined;
  await open?.$disconnect();
}

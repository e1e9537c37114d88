import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/server/env";
import { type Prisma, PrismaClient } from "./generated/client";

/** What a transaction callback gets: all models, no further transactions. */
export type PrismaTransaction = Prisma.TransactionClient;

let client: PrismaClient | undefined;

/** Prisma on the app role; row-level security shows it nothing outside `inOrganization`. */
export function prisma(): PrismaClient {
  client ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: env().HANDOFF_APP_DATABASE_URL, max: 10 }),
  });
  return client;
}

export async function closePrisma(): Promise<void> {
  const open = client;
  client = undefined;
  await open?.$disconnect();
}

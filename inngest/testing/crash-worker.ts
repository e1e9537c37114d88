import type { AddressInfo } from "node:net";
import { z } from "zod";
import { inOrganizationFast } from "@/server/db/in-organization";
import { decideHeldEffect } from "@/server/effects/decide-held";
import { reverseEffect } from "@/server/effects/reverse-effect";
import type { Viewer } from "@/server/identity/session";
import { createIntakeServer } from "@/server/intake/server";
import { reportError } from "@/server/report-error";
import { startRunReversal } from "@/server/reversals/start-run-reversal";
import { decideReview } from "@/server/reviews/decide-review";
import { createEngine } from "../engine";
import { startWork } from "../work";

/** A process of the product for tests that kill it: worker and intake in one, and what people do, by messages. */

const messageSchema = z.discriminatedUnion("do", [
  z.object({ do: z.literal("begin") }),
  z.object({ do: z.literal("leave") }),
  z.object({
    id: z.number(),
    do: z.literal("decide"),
    by: z.custom<Viewer>(),
    reviewId: z.string(),
    contentHash: z.string(),
    answer: z.string(),
  }),
  z.object({ id: z.number(), do: z.literal("reverse"), by: z.custom<Viewer>(), effectId: z.string() }),
  z.object({ id: z.number(), do: z.literal("reverse-run"), by: z.custom<Viewer>(), runId: z.string() }),
]);
export type CrashMessage = z.infer<typeof messageSchema>;

async function obey(message: Extract<CrashMessage, { id: number }>): Promise<void> {
  const { by } = message;
  if (message.do === "reverse") {
    await reverseEffect(by, message.effectId, "It was not meant.");
    return;
  }
  if (message.do === "reverse-run") {
    await inOrganizationFast(by.organizationId, (tx) =>
      startRunReversal(tx, message.runId, by, "It was not meant."),
    );
    return;
  }
  // As the API does it.
  await inOrganizationFast(by.organizationId, async (tx) => {
    const decided = await decideReview(tx, { ...message, rationale: "I looked.", by });
    if (decided.effectId === null) return;
    await decideHeldEffect(tx, {
      effectId: decided.effectId,
      review: { id: decided.reviewId, answer: decided.answer },
      by: { kind: "person", id: by.id, name: by.name },
    });
  });
}

async function begin(): Promise<void> {
  await startWork(createEngine());
  const server = createIntakeServer(1);
  server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
}

process.on("message", (received) => {
  const message = messageSchema.parse(received);
  if (message.do === "begin") return void begin();
  if (message.do === "leave") process.exit();
  obey(message).then(
    () => process.send?.({ id: message.id, ok: true }),
    (error: unknown) => process.send?.({ id: message.id, ok: false, why: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
process.on("unhandledRejection", reportError);

import { z } from "zod";
import { MOST_BYTES } from "@/server/openapi/read-document";

/** A document by its text, or by where it can be fetched. */
export const documentInput = z.union([
  z.strictObject({
    text: z
      .string()
      .min(1, "Give a document.")
      .max(MOST_BYTES, "The document is too large. It may have 16 MiB, at most."),
  }),
  z.strictObject({ url: z.string().trim().min(1, "Give the address of the document.").max(2_000) }),
]);

/** Which of a connection's operations are meant. */
export const operationFilter = z.strictObject({
  connectionId: z.uuid(),
  text: z.string().max(200).default(""),
  view: z.enum(["all", "writes", "open", "confirmed"]).default("all"),
});

import { z } from "zod";

const sampleSchema = z.strictObject({
  /** What follows the family's name, as in `_bucket`. */
  suffix: z.string(),
  labels: z.record(z.string(), z.string()),
  value: z.number(),
});

const familySchema = z.strictObject({
  name: z.string(),
  help: z.string(),
  type: z.enum(["counter", "gauge", "histogram"]),
  samples: z.array(sampleSchema),
});

/** All values of one metric, as one process hands them to another. */
export type Family = z.infer<typeof familySchema>;
export type Sample = z.infer<typeof sampleSchema>;

export const familiesSchema = z.array(familySchema);

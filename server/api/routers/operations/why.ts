import { z } from "zod";

/** What the audit log keeps of a person's reason. */
export const whyInput = z.string().trim().min(1, "Say why, so that others can follow it later.").max(1000);

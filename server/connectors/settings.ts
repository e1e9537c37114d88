import { z } from "zod";

/** Hosts inside our own network that a connection is meant to reach: "10.1.2.3", "intranet.example:8443". */
export const allowedHosts = z
  .array(z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, "Give a host like 10.1.2.3 or intranet.example:8443."))
  .max(20)
  .optional();

import { z } from "zod";
import { httpConfig } from "../http/settings";
import { allowedHosts } from "../settings";

export const openapiConfig = z.strictObject({
  /** Requests go below this address and nowhere else. */
  baseUrl: httpConfig.shape.baseUrl,
  allowedHosts,
});

import { z } from "zod";
import type { ConnectionInUse } from "../define";
import { MendAction } from "../failures";
import { httpConfig } from "../http/settings";
import { allowedHosts } from "../settings";

const STRIPE = "https://api.stripe.com";

export const stripeConfig = z
  .strictObject({
    /** Stripe's own unless given; another one only where it leads to an allowed host, such as a stand-in. */
    baseUrl: httpConfig.shape.baseUrl.optional(),
    allowedHosts,
  })
  .superRefine(({ baseUrl, allowedHosts: allowed = [] }, context) => {
    if (baseUrl === undefined || !URL.canParse(baseUrl)) return;
    const { origin, host, hostname } = new URL(baseUrl);
    if (origin === STRIPE || allowed.includes(host) || allowed.includes(hostname)) return;
    const message = `Leave it empty for Stripe itself, or enter “${host}” under allowed hosts too.`;
    context.addIssue({ code: "custom", path: ["baseUrl"], message });
  });

export const stripeSecret = z.strictObject({
  key: z
    .string()
    .regex(
      /^rk_(test|live)_[A-Za-z0-9_-]{8,200}$/,
      "Give a restricted key (rk_…): one that may only do what workflows are to do.",
    ),
});

export function baseUrlOf({ baseUrl }: z.infer<typeof stripeConfig>): string {
  return (baseUrl ?? STRIPE).replace(/\/+$/, "");
}

/** Where requests go and with which key. @throws MendAction when there is no key */
export function stripeAccount(connection: ConnectionInUse | null) {
  if (!connection) throw new MendAction("Choose a Stripe connection.", "connectionId");
  const config = stripeConfig.parse(connection.config);
  if (connection.secret === null) {
    throw new MendAction(
      `“${connection.name}” has no key. Enter a restricted key in the connection.`,
      "secret",
    );
  }
  const { key } = stripeSecret.parse(connection.secret);
  return { baseUrl: baseUrlOf(config), key, allowed: config.allowedHosts ?? [] };
}

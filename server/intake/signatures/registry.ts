import type { JsonObject } from "@/workflow/json";
import {
  DEFAULT_SECRET_HEADER,
  SECRET_HEADER,
  type SignatureStyleName,
  signatureStyleNames,
} from "@/workflow/nodes/1-trigger/webhook/signed-by";
import { github } from "./github";
import { sharedSecret } from "./shared-secret";
import { shopify } from "./shopify";
import { slack } from "./slack";
import { standardWebhooks } from "./standard-webhooks";
import { stripe } from "./stripe";
import type { SignatureStyle } from "./style";

const STYLES: { [name in SignatureStyleName]: (settings: JsonObject) => SignatureStyle } = {
  "standard-webhooks": () => standardWebhooks,
  github: () => github,
  stripe: () => stripe,
  slack: () => slack,
  shopify: () => shopify,
  "shared-secret": ({ secretHeader }) => sharedSecret(headerOf(secretHeader)),
};

/**
 * The style that a webhook's settings name; the default for those published before they could.
 * @returns null for a name that is not known here: nothing it sends can be believed
 */
export function styleOf(settings: JsonObject | null): SignatureStyle | null {
  const named = settings?.signedBy ?? "standard-webhooks";
  const name = signatureStyleNames.find((each) => each === named);
  return name === undefined ? null : STYLES[name](settings ?? {});
}

function headerOf(setting: unknown): string {
  return typeof setting === "string" && SECRET_HEADER.test(setting)
    ? setting.toLowerCase()
    : DEFAULT_SECRET_HEADER;
}

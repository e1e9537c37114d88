/** How senders prove that a message is theirs; the names are stored in workflows and never change. */
export const SIGNATURE_STYLES = [
  { value: "standard-webhooks", label: "Standard Webhooks" },
  { value: "github", label: "GitHub" },
  { value: "stripe", label: "Stripe" },
  { value: "slack", label: "Slack" },
  { value: "shopify", label: "Shopify" },
  { value: "shared-secret", label: "A secret in a header" },
] as const;

export type SignatureStyleName = (typeof SIGNATURE_STYLES)[number]["value"];
export const signatureStyleNames = SIGNATURE_STYLES.map(({ value }) => value);

/** Letters, digits and dashes: what a header may be called. */
export const SECRET_HEADER = /^[A-Za-z][A-Za-z0-9-]{0,59}$/;
export const DEFAULT_SECRET_HEADER = "x-handoff-secret";

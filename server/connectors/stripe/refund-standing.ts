import type { JsonObject } from "@/workflow/json";
import type { Verification } from "../define";
import { seen } from "./money";

/** How a refund that is as it was meant to be has ended, if it has. */
export function standingOf(found: JsonObject): Verification {
  const evidence = seen(found);
  switch (found.status) {
    case "succeeded":
      return { state: "confirmed", reason: "Stripe has given the money back.", evidence };
    case "pending":
      return { state: "pending", reason: "Stripe has taken it; the money is under way.", evidence };
    case "requires_action":
      return {
        state: "pending",
        reason:
          "Stripe waits for the customer, who has to say where the money goes. Until then it can be canceled.",
        evidence,
      };
    case "failed":
      return {
        state: "missing",
        reason: `Stripe says it failed${whyOf(found)}: the money did not arrive.`,
        evidence,
      };
    case "canceled":
      return {
        state: "failed",
        reason: `Stripe says it was canceled${whyOf(found)}: no money went out.`,
        evidence,
      };
    default:
      return { state: "mismatch", reason: "Stripe does not say how it stands.", evidence };
  }
}

/** Stripe cancels a refund only while the customer has to do something for it. */
export function mayBeCanceled({ status }: JsonObject): boolean {
  return status === "requires_action";
}

/**
 * Why nothing may be charged in place of a refund, in a sentence; null when it stands. One that succeeded may still come
 * back from the bank.
 */
export function whyNotMadeGood(found: JsonObject | null): string | null {
  if (found?.status === "succeeded") return null;
  if (found?.status === "failed" || found?.status === "canceled") {
    return `The refund ${found.status === "failed" ? "failed" : "was canceled"} since${whyOf(found)}: the money is back, so there is nothing to charge again.`;
  }
  return "The refund does not stand as it did. Look at it in Stripe before anything is charged again.";
}

function whyOf({ failure_reason: reason }: JsonObject): string {
  return typeof reason === "string" ? ` (${reason.slice(0, 80)})` : "";
}

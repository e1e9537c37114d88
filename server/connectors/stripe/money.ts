import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import type { Executed, Money, Verification } from "../define";
import { LookUp, MendAction } from "../failures";
import { fromSmallestUnit, toSmallestUnit } from "./smallest-unit";

/** What each action moves: an exact amount in whole units, and its currency. */
export const moneyShape = {
  amount: z.string().regex(/^\d{1,14}(\.\d{1,3})?$/, "Give an amount like 480.00."),
  currency: z.string().regex(/^[A-Z]{3}$/, "Give a currency like EUR."),
};

export function amountOf({ amount, currency }: Money): Money {
  return { amount, currency };
}

/** The amount as it is sent. @throws MendAction when it is nothing, or not to be had in this currency */
export function smallestOf({ amount, currency }: Money): string {
  // Stripe wants two decimals of it that mean nothing, and its pages differ on which amount that is.
  if (currency === "UGX")
    throw new MendAction("Amounts in UGX are not sent to Stripe from here.", "currency");
  const smallest = toSmallestUnit(amount, currency);
  if (smallest === "0") throw new MendAction("The amount has to be more than 0.", "amount");
  return smallest;
}

/** Guardrails judge by the currency that was named: another one there would make them judge the wrong thing. */
export function requireCurrency(what: string, found: JsonObject, { currency }: Money): void {
  const there = String(found.currency ?? "").toUpperCase();
  if (there === currency) return;
  throw new MendAction(`${what} is in ${there || "another currency"}, not in ${currency}.`, "currency");
}

/** An object that Stripe made, as the node puts it out. */
export function executedAs(object: JsonObject | null, more: JsonObject = {}): Executed {
  const { id, status, amount, currency } = object ?? {};
  if (typeof id !== "string") throw new LookUp("Stripe's answer does not name what it made.");
  const money: JsonObject =
    typeof amount === "number" && typeof currency === "string"
      ? { amount: fromSmallestUnit(amount, currency), currency: currency.toUpperCase() }
      : {};
  const result: JsonObject = { id, ...(typeof status === "string" ? { status } : {}), ...money, ...more };
  return { result, evidence: { object: id } };
}

/** What is wrong with an object beside what was meant; null when it is as meant. */
export function judgeObject(found: JsonObject | null, money: Money, meant: JsonObject): Verification | null {
  if (!found || found.deleted === true) {
    return { state: "missing", reason: "It is not there when it is read back from Stripe.", evidence: {} };
  }
  const wanted: JsonObject = {
    ...meant,
    amount: Number(smallestOf(money)),
    currency: money.currency.toLowerCase(),
  };
  const differing = Object.keys(wanted).filter((name) => found[name] !== wanted[name]);
  if (differing.length === 0) return null;
  return {
    state: "mismatch",
    reason: `Read back from Stripe otherwise than meant: ${differing.join(", ")}.`,
    evidence: seen(found),
  };
}

/** As much of an object as is kept as evidence. */
export function seen({ id, status, amount, currency }: JsonObject): JsonObject {
  return {
    readBack: { id: id ?? null, status: status ?? null, amount: amount ?? null, currency: currency ?? null },
  };
}

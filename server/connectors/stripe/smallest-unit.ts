import { MendAction } from "../failures";

/** Where Stripe counts otherwise than in hundredths. */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...[
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "JPY",
    "KMF",
    "KRW",
    "MGA",
    "PYG",
    "RWF",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
  ].map((code) => [code, 0] as const),
  ...["BHD", "JOD", "KWD", "OMR", "TND"].map((code) => [code, 3] as const),
]);

const digitsOf = (currency: string): number => DIGITS.get(currency.toUpperCase()) ?? 2;

/**
 * An exact decimal amount as Stripe takes it: "12.50" of EUR is "1250", "500.00" of JPY is "500".
 * @throws MendAction when the currency has no such fraction
 */
export function toSmallestUnit(amount: string, currency: string): string {
  const digits = digitsOf(currency);
  const [whole = "0", fraction = ""] = amount.split(".");
  const kept = fraction.slice(0, digits).padEnd(digits, "0");
  if (/[1-9]/.test(fraction.slice(digits))) {
    throw new MendAction(`${amount} ${currency} is not a whole number of its smallest unit.`, "amount");
  }
  const smallest = `${whole}${kept}`.replace(/^0+(?=\d)/, "");
  // Beyond this a JSON number is not exact any more; Stripe takes eight digits of most currencies.
  if (smallest.length > 15)
    throw new MendAction(`${amount} ${currency} is more than Stripe takes.`, "amount");
  return smallest;
}

/** Back again: 1250 of EUR is "12.50". */
export function fromSmallestUnit(smallest: number, currency: string): string {
  const digits = digitsOf(currency);
  if (digits === 0) return String(smallest);
  const padded = String(smallest).padStart(digits + 1, "0");
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

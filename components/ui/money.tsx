/**
 * An exact decimal amount with its currency. `Intl` takes decimal strings exactly; a number would round.
 */
export function Money({ amount, currency }: { amount: string; currency: string }) {
  return <>{formatMoney(amount, currency)}</>;
}

/** @returns the plain text where amount or currency is not what it should be */
export function formatMoney(amount: string, currency: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(amount)) return `${amount} ${currency}`;
  try {
    const format = new Intl.NumberFormat("en-GB", {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      // No digit is rounded away; the currency's own number of places is the least.
      maximumFractionDigits: 20,
    });
    return format.format(amount as unknown as number);
  } catch {
    return `${amount} ${currency}`;
  }
}

/**
 * An exact decimal amount with its currency. `Intl` takes decimal strings exactly; a number would round.
 */
export function Money({ amount, currency }: { amount: string; currency: string }) {
  return <>{formatMoney(amount, currency)}</>;
}

/** @returns the plain text where amount or currency is not what it should be */
export function formatMoney(amount: string, currency: string): string {
  try {
    const format = new Intl.NumberFormat("en-GB", {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    });
    return format.format(amount as unknown as number);
  } catch {
    return `${amount} ${currency}`;
  }
}

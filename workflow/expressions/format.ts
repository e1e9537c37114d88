import type { Json } from "@/workflow/json";
import { toText } from "./convert";
import { decimalText } from "./decimal";
import { instantOf, knownTimeZone, toMoment } from "./moment";
import type { FORMATS } from "./schema";

type SegmentFormat = (typeof FORMATS)[number];

/** How an organization writes numbers and dates: BCP 47 locale, IANA time zone, ISO 4217 currency. */
export type Formatting = { locale: string; timeZone: string; currency: string };

export const DEFAULT_FORMATTING: Formatting = { locale: "en", timeZone: "UTC", currency: "EUR" };

/**
 * Writes a value into a text. What the format does not fit (a word as money) is written as it stands, and a
 * locale, currency or time zone unknown to this machine falls back, so a text never fails for its looks.
 */
export function formatJson(
  value: Json,
  format: SegmentFormat | undefined,
  formatting: Formatting = DEFAULT_FORMATTING,
): string {
  switch (format ?? "plain") {
    case "money":
      return formatNumber(value, formatting, "money");
    case "number":
      return formatNumber(value, formatting, "number");
    case "date":
      return formatDate(value, formatting);
    case "time":
      return formatTime(value, formatting);
    case "plain":
      return toText(value);
  }
}

function formatNumber(value: Json, formatting: Formatting, style: "money" | "number"): string {
  const text = decimalText(value);
  if (text === undefined) return toText(value);
  const { locale, currency } = formatting;
  // Intl reads the digits of a text one by one, so large amounts keep their cents.
  const digits = text as Intl.StringNumericLiteral;
  const plain = formatter(`number ${locale}`, () => numbers(locale, { maximumFractionDigits: 6 }));
  if (style === "number") return plain.format(digits);
  if (!/^[a-z]{3}$/i.test(currency)) return `${plain.format(digits)} ${currency}`.trim();
  return formatter(`money ${locale} ${currency}`, () =>
    numbers(locale, { style: "currency", currency }),
  ).format(digits);
}

function formatDate(value: Json, { locale, timeZone }: Formatting): string {
  const moment = toMoment(value);
  if (moment === undefined) return toText(value);
  // A calendar day is that day everywhere; only an instant falls on a day of the time zone.
  const zone = moment.kind === "day" ? "UTC" : timeZone;
  return formatter(`date ${locale} ${zone}`, () =>
    dates(locale, { dateStyle: "long", timeZone: zone }),
  ).format(instantOf(moment));
}

function formatTime(value: Json, { locale, timeZone }: Formatting): string {
  const moment = toMoment(value);
  if (moment === undefined || moment.kind === "day") return toText(value);
  return formatter(`time ${locale} ${timeZone}`, () =>
    dates(locale, { timeStyle: "short", timeZone }),
  ).format(moment.at);
}

function numbers(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(knownLocale(locale), options);
}

function dates(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const timeZone = knownTimeZone(options.timeZone ?? "UTC");
  return new Intl.DateTimeFormat(knownLocale(locale), { ...options, timeZone });
}

function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? DEFAULT_FORMATTING.locale;
  } catch {
    return DEFAULT_FORMATTING.locale;
  }
}

const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/** Making a formatter costs far more than using it; a few dozen serve every organization of a machine. */
function formatter<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const known = formatters.get(key);
  if (known) return known as T;
  const made = make();
  if (formatters.size >= 200) formatters.clear();
  formatters.set(key, made);
  return made;
}

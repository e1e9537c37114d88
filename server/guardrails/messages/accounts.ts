import { compareDecimals } from "@/workflow/expressions/convert";
import { isJsonObject, type Json } from "@/workflow/json";
import { foldWords } from "./fold-words";

/** What tells a high-value account by what arrived: a field, as "customer.tier", and what it says. */
export type AccountField = { field: string; is: "equal" | "at-least"; value: string };

const ADDRESS = /^[^\s@,;<>]+@[^\s@,;<>]+$/;
const DOMAIN = /^[^\s@,;<>/]+\.[^\s@,;<>/.]+$/;

/** "Anna <ANNA@Acme.example>" is anna@acme.example; "@acme.example" is the domain. */
export function plainAddress(text: string): string {
  const inner = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text;
  return inner.trim().toLowerCase().replace(/^@/, "");
}

/** What is wrong with an entry of the list of accounts, in a sentence; null when it can be used. */
export function problemOfAccount(text: string): string | null {
  const plain = plainAddress(text);
  if (ADDRESS.test(plain) || DOMAIN.test(plain)) return null;
  return `“${text}” is neither an address like anna@acme.example nor a domain like acme.example.`;
}

/** Of addresses, those that the list names, or whose domain (or the one it belongs to) it names. */
export function findAccounts(list: ReadonlySet<string>, addresses: readonly string[]): string[] {
  return addresses.map(plainAddress).filter((address) => {
    if (list.has(address)) return true;
    const labels = (address.split("@").at(-1) ?? "").split(".");
    return labels.some((_, at) => list.has(labels.slice(at).join(".")));
  });
}

/** The rules that something known fits, in words: "tier is gold". */
export function findFields(rules: readonly AccountField[], known: readonly Json[]): string[] {
  return rules
    .filter((rule) => known.some((each) => fits(rule, valueAt(each, rule.field))))
    .map(({ field, is, value }) =>
      is === "equal" ? `${field} is ${value}` : `${field} is at least ${value}`,
    );
}

function fits({ is, value }: AccountField, found: Json | undefined): boolean {
  if (found === undefined || found === null || typeof found === "object") return false;
  if (is === "equal") {
    return foldWords(String(found)).join(" ") === foldWords(value).join(" ") && String(found).trim() !== "";
  }
  const comparison = compareDecimals(found, value);
  return comparison !== undefined && comparison >= 0;
}

/** Own properties only: what arrived is anybody's. */
function valueAt(from: Json, path: string): Json | undefined {
  let at: Json | undefined = from;
  for (const key of path.split(".")) {
    if (!isJsonObject(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

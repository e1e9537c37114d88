import type { Account } from "./account";

type Course = {
  kills: { [process: string]: number };
  refusals: { [status: string]: number };
  seconds: { killing: number; toRest: number; outage: number };
  /** Of the other system, by manner. */
  misbehaved: { [manner: string]: number };
  requests: number;
};

/** Prints the account as a table, and what stands in the way of its balance. */
export function tell(
  { kills, refusals, seconds, misbehaved, requests }: Course,
  account: Account,
  file: string,
): void {
  const counted = (counts: { [name: string]: number }) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ") || "none";
  console.log(`\nKilled in ${seconds.killing} s: ${counted(kills)}. At rest ${seconds.toRest} s later.`);
  console.log(
    `Answers that were no acknowledgement: ${counted(refusals)}. Requests to the other system: ${requests}.`,
  );
  console.log(`The other system was down for ${seconds.outage} s and misbehaved: ${counted(misbehaved)}.\n`);
  const width = Math.max(...account.lines.map(({ what }) => what.length));
  for (const { what, count, amiss } of account.lines) {
    console.log(`  ${amiss.length === 0 ? "✓" : "✗"} ${what.padEnd(width)} ${String(count).padStart(7)}`);
    for (const each of amiss) console.log(`      ${each}`);
  }
  console.log(`\nThe account ${account.balanced ? "balances" : "does not balance"}. As JSON: ${file}`);
}

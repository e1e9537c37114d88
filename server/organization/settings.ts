import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { PrismaTx } from "@/server/db/in-organization";
import { LookElsewhere, MendInput } from "@/server/errors";
import { renameOrganization } from "@/server/identity/rename-organization";
import type { Viewer } from "@/server/identity/session";
import { placeAllCursors } from "@/server/triggers/place-cursors";
import { isTimeZone } from "@/workflow/time/zone";

export type OrganizationSettings = {
  name: string;
  slug: string;
  /** IANA name; a day of the organization begins and ends here. */
  timeZone: string;
  /** Three letters, as ISO 4217 has them. */
  currency: string;
  /** "#rrggbb", on hosted forms. */
  brandColor: string;
};

/** @throws LookElsewhere when the organization was never set up */
export async function readSettings(tx: PrismaTx): Promise<OrganizationSettings> {
  const settings = await tx.db.organizationSettings.findFirst({
    select: { name: true, slug: true, timeZone: true, currency: true, brandColor: true },
  });
  if (!settings) throw new LookElsewhere("This organization has no settings yet.");
  return settings;
}

export type SettingsChange = Partial<Omit<OrganizationSettings, "slug">>;

/** Changes what is given and leaves the rest. @throws MendInput for an unknown time zone or currency */
export async function updateSettings(
  tx: PrismaTx,
  change: SettingsChange,
  by: Viewer,
): Promise<OrganizationSettings> {
  if (change.timeZone !== undefined && !isTimeZone(change.timeZone)) {
    throw new MendInput("This time zone is not known. Choose one like Europe/Berlin.", "timeZone");
  }
  if (change.currency !== undefined && !Intl.supportedValuesOf("currency").includes(change.currency)) {
    throw new MendInput("This currency is not known. Use its three letters, like EUR.", "currency");
  }
  const before = await readSettings(tx);
  const after = { ...before, ...dropUndefined(change) };
  const changed = (Object.keys(after) as (keyof OrganizationSettings)[]).filter(
    (key) => before[key] !== after[key],
  );
  if (changed.length === 0) return before;
  const { slug, ...data } = after;
  await tx.db.organizationSettings.updateMany({ where: { organizationId: tx.organizationId }, data });
  appendAudit(tx, {
    actor: personActor(by),
    verb: "settings.changed",
    object: { kind: "organization", id: tx.organizationId, name: after.name },
    summary: changed.map((key) => `${WORDS[key]}: ${before[key]} → ${after[key]}`).join("; "),
    before: Object.fromEntries(changed.map((key) => [key, before[key]])),
    after: Object.fromEntries(changed.map((key) => [key, after[key]])),
  });
  if (before.name !== data.name) await renameOrganization(tx.organizationId, data.name);
  if (before.timeZone !== data.timeZone) await placeAllCursors(tx);
  tx.announce("settings");
  return { slug, ...data };
}

const WORDS: { [key in keyof OrganizationSettings]: string } = {
  name: "Name",
  slug: "Address",
  timeZone: "Time zone",
  currency: "Currency",
  brandColor: "Colour",
};

function dropUndefined(change: SettingsChange): SettingsChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import type { Catalog } from "@/workflow/nodes/define";
import { SettingsForm } from "./settings-form";

const CATALOG: Catalog = {
  collections: [
    {
      id: "loans",
      key: "loans",
      name: "Loans",
      fields: [
        { key: "name", label: "Name", type: "text" },
        { key: "due", label: "Due", type: "date" },
      ],
    },
  ],
  connections: [],
  people: [],
  workflows: [],
  arrivals: [],
  timeZone: "Europe/Berlin",
};

function show(type: string, config: Record<string, unknown>): void {
  document.body.innerHTML = renderToStaticMarkup(
    <SettingsForm
      nodeId="n"
      type={type}
      config={config}
      onChange={() => undefined}
      catalog={CATALOG}
      sources={[]}
      disabled={false}
      problems={[]}
    />,
  );
}

const labels = () => [...document.querySelectorAll("label")].map((label) => label.textContent);

test("a schedule shows what its way of repeating needs, and no more", () => {
  show("schedule", { repeat: "weekly" });
  expect(labels()).toEqual(["Starts", "On", "At", "Time zone"]);
  const pressed = [...document.querySelectorAll("button[aria-pressed=true]")];
  expect(pressed.map((day) => day.getAttribute("aria-label"))).toEqual(["Monday"]);
  show("schedule", { repeat: "cron" });
  expect(labels()).toEqual(["Starts", "Cron expression", "Time zone"]);
});

test("tells the next three times by the organization's clocks, and none for what is unfinished", () => {
  vi.setSystemTime(new Date("2026-03-28T12:00:00Z"));
  show("schedule", { repeat: "daily", at: "02:30" });
  const times = () =>
    [...document.querySelectorAll("[aria-label='Next times'] li")].map((each) => each.textContent);
  // The clocks skip half past two on the first of them.
  expect(times()).toEqual([
    "Sunday, 29 March 2026 at 03:00",
    "Monday, 30 March 2026 at 02:30",
    "Tuesday, 31 March 2026 at 02:30",
  ]);
  show("schedule", { repeat: "cron", cron: "every day" });
  expect(times()).toEqual([]);
  vi.useRealTimers();
});

test("a threshold asks how long before or after which date", () => {
  show("time-threshold", { collectionId: "loans", field: "due" });
  expect(labels()).toEqual([
    "Collection",
    "Date",
    "Starts",
    "At",
    "Time zone",
    "Only if",
    "Also what is past already",
  ]);
  expect(document.querySelector("#setting-n-offset")?.getAttribute("value")).toBe("3");
  expect(document.body.textContent).toContain("Business days are Monday to Friday.");
});

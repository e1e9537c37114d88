import type { Page } from "@playwright/test";
import { addCase, exampleWorkflow } from "../fixtures/example";
import { expectRun } from "../fixtures/runs";
import { expect, inOwnWindow, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";

const WIDTHS = [390, 1440];

/** What a screen must hold whatever it shows: nothing hangs over its edge, and it is dark when asked to be. */
async function expectWhole(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.locator("[aria-hidden] .animate-pulse")).toHaveCount(0);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    const over = () =>
      page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll("main")].map(
          (box) => box.scrollWidth - box.clientWidth,
        ),
      );
    await expect.poll(async () => Math.max(...(await over())), { message: `${address} at ${width}` }).toBe(0);
  }
  const light = await page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d");
    if (!canvas) return 255;
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
  });
  expect(light, `${address} in dark`).toBeLessThan(96);
}

test("every screen fits a phone, is dark when asked to be, and leaves the console quiet", async ({
  admin,
  browser,
  builder,
}) => {
  test.setTimeout(120_000);
  const { webhook, id, formUrl } = await exampleWorkflow(builder.api);
  const { email, order, orderId } = await addCase(builder.api, { total: 480 });
  await send(webhook, { email, order, amount: 480 });
  const runId = await expectRun(builder.api, email, "waiting");
  const { items } = await admin.api.audit.list.query({ runId, limit: 1 });
  const { collectionId } = await admin.api.records.get.query({ recordId: orderId });
  const { reviews } = await admin.api.runs.get.query({ runId });

  await inOwnWindow(browser, admin.session, async (page) => {
    const said: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) said.push(message.text());
    });
    await page.emulateMedia({ colorScheme: "dark" });
    for (const address of [
      "/inbox",
      `/inbox/${reviews[0]?.id}`,
      "/workflows",
      `/workflows/${id}`,
      "/runs",
      `/runs/${runId}`,
      `/runs/${runId}/reversal`,
      "/records",
      `/records/${collectionId}`,
      `/records/${collectionId}/${orderId}`,
      "/audit",
      `/audit/${items[0]?.id}`,
      "/operations",
      "/settings/organization",
      "/settings/people",
      "/settings/guardrails",
      "/settings/connections",
      formUrl,
    ]) {
      await expectWhole(page, address);
    }
    expect(said).toEqual([]);
  });
});

test("the product is walked by keyboard: skip link, menu, search, queue", async ({ asAdmin, page }) => {
  await page.goto("/runs");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();

  await asAdmin.goto("/runs");
  await expect(asAdmin.getByRole("heading", { name: "Runs" })).toBeVisible();
  await asAdmin.keyboard.press("Tab");
  await expect(asAdmin.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await asAdmin.keyboard.press("Control+k");
  const menu = asAdmin.getByRole("dialog");
  await expect(menu.getByRole("combobox")).toBeFocused();
  await asAdmin.keyboard.type("Audit");
  await asAdmin.keyboard.press("Enter");
  await expect(asAdmin.getByRole("heading", { level: 1, name: "Audit" })).toBeVisible();
});

test("on a phone the menu opens from a button and leads everywhere", async ({ asReviewer }) => {
  await asReviewer.setViewportSize({ width: 390, height: 844 });
  await asReviewer.goto("/inbox");
  await asReviewer.getByRole("button", { name: "Menu", exact: true }).click();
  const menu = asReviewer.getByRole("dialog", { name: "Handoff" });
  await expect(menu.getByRole("link", { name: "Settings" })).toHaveCount(0);
  await menu.getByRole("link", { name: "Runs" }).click();
  await expect(asReviewer.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();
  await expect(menu).toBeHidden();
});

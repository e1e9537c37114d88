import { expect, test } from "@playwright/test";

test("a person who opens the address gets a page, not an error", async ({ page }) => {
  const response = await page.goto("/");
  expect(response?.status()).toBe(200);
  await expect(page.getByRole("heading").first()).toBeVisible();
});

test("the local mailbox says that nothing has arrived, or shows what has", async ({ page }) => {
  await page.goto(`http://localhost:${process.env.HANDOFF_MAILBOX_PORT}/`);
  await expect(page.getByRole("heading", { name: "Local mailbox" })).toBeVisible();
});

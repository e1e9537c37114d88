import { expect, type Locator, type Page } from "@playwright/test";

/** The ledger and the entry that is open beside it. */
export class AuditPage {
  readonly log: Locator;
  readonly entry: Locator;
  readonly reverse: Locator;

  constructor(readonly page: Page) {
    this.log = page.getByRole("region", { name: "Log" });
    this.entry = page.getByRole("region", { name: "Entry" });
    this.reverse = this.entry.getByRole("button", { name: "Reverse…" });
  }

  /** Opens the newest entry that says so, e.g. `confirmed Change …`. */
  async open(words: string | RegExp): Promise<void> {
    const link = this.log.getByRole("link", { name: words }).first();
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "true");
    await expect(this.entry.getByRole("heading", { level: 2 }).first()).toBeVisible();
  }

  async filter(name: "Who" | "What" | "When", option: string): Promise<void> {
    await this.page.getByRole("combobox", { name, exact: true }).click();
    await this.page.getByRole("option", { name: option, exact: true }).click();
  }

  /** Reads what would change, says why, and takes the open entry's action back. */
  async takeBack(why: string): Promise<void> {
    await this.reverse.click();
    const dialog = this.page.getByRole("dialog", { name: "Reverse this action?" });
    await dialog.getByLabel("Why").fill(why);
    await dialog.getByRole("button", { name: "Reverse", exact: true }).click();
    await expect(dialog).toBeHidden();
  }
}

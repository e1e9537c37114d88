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

  /** The lines of the ledger that say so: what was done, and to what. */
  lines(did: string, change: string | RegExp): Locator {
    return this.log
      .getByRole("row")
      .filter({ has: this.page.getByRole("cell", { name: did, exact: true }) })
      .getByRole("link", { name: change });
  }

  /** Opens the newest such line. */
  async open(did: string, change: string | RegExp): Promise<void> {
    const link = this.lines(did, change).first();
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

import { expect, type Locator, type Page } from "@playwright/test";

/** The screen on which a whole run is taken back. */
export class ReversalPage {
  readonly progress: Locator;

  constructor(readonly page: Page) {
    this.progress = page.getByRole("region", { name: "How it goes" });
  }

  /** From the screen of the run. */
  async open(runId: string): Promise<void> {
    await this.page.goto(`/runs/${runId}`);
    await this.page.getByRole("link", { name: "Reverse…" }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: /^Take back the run/ })).toBeVisible();
  }

  /** What would become of some of its actions. */
  group(title: string): Locator {
    return this.page.getByRole("region", { name: title, exact: true });
  }

  /** Says why, and begins; by keyboard alone. */
  async begin(why: string): Promise<void> {
    await this.page.getByLabel("Why").focus();
    await this.page.keyboard.type(why);
    await this.page.keyboard.press("Tab");
    await this.page.keyboard.press("Enter");
    await expect(this.progress).toBeVisible();
  }

  /** One of its actions, while it is taken back and afterwards. */
  item(summary: RegExp): Locator {
    return this.progress.getByRole("listitem").filter({ hasText: summary });
  }
}

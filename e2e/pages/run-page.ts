import { expect, type Locator, type Page } from "@playwright/test";

/** The screen of one run, reached by who it is about. */
export class RunPage {
  readonly header: Locator;
  readonly drawing: Locator;
  readonly happened: Locator;
  readonly actions: Locator;

  constructor(readonly page: Page) {
    this.header = page.getByRole("main").locator("header");
    this.drawing = page.getByRole("region", { name: "Drawing" });
    this.happened = page.getByRole("region", { name: "What happened" });
    this.actions = page.getByRole("region", { name: "Actions", exact: true });
  }

  /** Opens the newest run about somebody; the list shows it by itself once it has begun. */
  async open(subject: string): Promise<void> {
    await this.page.goto(`/runs?search=${encodeURIComponent(subject)}`);
    await this.page.getByRole("link", { name: subject }).first().click();
    await expect(this.page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  }

  async expectState(word: string): Promise<void> {
    await expect(this.header.getByText(word, { exact: true })).toBeVisible({ timeout: 30_000 });
  }

  /** The card of a node on the drawing. */
  node(name: string): Locator {
    return this.drawing.getByRole("group", { name: `${name}:` });
  }
}

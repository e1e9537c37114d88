import { expect, type Locator, type Page } from "@playwright/test";

/** The inbox and the packet of the review that is open in it. */
export class InboxPage {
  readonly packet: Locator;
  readonly ask: Locator;
  readonly evidence: Locator;
  readonly releases: Locator;
  readonly decision: Locator;
  readonly reason: Locator;

  constructor(readonly page: Page) {
    this.packet = page.getByRole("article");
    this.ask = this.packet.getByRole("heading", { level: 1 });
    this.evidence = page.getByRole("region", { name: "Evidence" });
    this.releases = page.getByRole("region", { name: "What happens on approval" });
    this.decision = page.getByRole("region", { name: "Your decision" });
    this.reason = page.getByRole("textbox", { name: "Reason" });
  }

  /** Opens the one review whose ask speaks of somebody or something. */
  async open(words: string): Promise<void> {
    await this.page.goto("/inbox");
    await this.page.getByRole("searchbox", { name: "Search reviews" }).fill(words);
    await this.page.getByRole("region", { name: "Reviews" }).getByRole("link", { name: words }).click();
    await expect(this.ask).toContainText(words);
  }

  fact(label: string): Locator {
    const term = this.page.getByRole("term").filter({ hasText: new RegExp(`^${label}$`, "i") });
    return this.evidence.locator("dl > div").filter({ has: term }).getByRole("definition");
  }
}

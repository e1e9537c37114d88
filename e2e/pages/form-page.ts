import type { Page } from "@playwright/test";

export type Request = { email: string; order: string; amount: string; reason?: string };

/** The example's hosted form, as a stranger sees it. */
export class FormPage {
  constructor(readonly page: Page) {}

  async fill(url: string, request: Request): Promise<void> {
    await this.page.goto(url);
    await this.page.getByLabel("Email").fill(request.email);
    await this.page.getByLabel("Order number").fill(request.order);
    await this.page.getByLabel("Amount").fill(request.amount);
    await this.page.getByLabel("What went wrong").fill(request.reason ?? "It arrived broken.");
  }

  async send(): Promise<void> {
    await this.page.getByRole("button", { name: "Send" }).click();
  }
}

import type { Page } from "@playwright/test";
import type { SignIn } from "../fixtures/people";

export class SignInPage {
  constructor(readonly page: Page) {}

  async signIn({ email, password }: SignIn): Promise<void> {
    await this.page.getByLabel("Email").fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }
}

import { expect, type Page } from "@playwright/test";
import type { SignIn } from "../fixtures/people";

export class SettingsPage {
  constructor(readonly page: Page) {}

  async addPerson(person: SignIn & { name: string }): Promise<void> {
    await this.page.goto("/settings/people");
    await this.page.getByRole("button", { name: "Add a person" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Add a person" });
    await dialog.getByLabel("Name").fill(person.name);
    await dialog.getByLabel("Email").fill(person.email);
    await dialog.getByLabel("First password").fill(person.password);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(this.page.getByRole("row", { name: person.name })).toBeVisible();
  }

  async changeRole(name: string, role: "Admin" | "Builder" | "Reviewer"): Promise<void> {
    await this.page.goto("/settings/people");
    const chosen = this.page.getByRole("combobox", { name: `Role of ${name}` });
    await chosen.click();
    await this.page.getByRole("option", { name: role }).click();
    await expect(chosen).toHaveText(role);
  }
}

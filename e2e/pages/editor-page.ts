import { expect, type Locator, type Page } from "@playwright/test";

/** The canvas with its palette, the settings of the open node, test run and publishing. */
export class EditorPage {
  readonly canvas: Locator;
  readonly palette: Locator;
  readonly problems: Locator;
  readonly testRun: Locator;

  constructor(readonly page: Page) {
    this.canvas = page.getByTestId("canvas");
    this.palette = page.getByRole("dialog", { name: "Add a node" });
    this.problems = page.getByRole("region", { name: "Problems" });
    this.testRun = page.getByRole("dialog", { name: "Test run" });
  }

  async open(name: string): Promise<void> {
    await this.page.goto("/workflows");
    await this.page.getByRole("link", { name, exact: true }).click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }

  node(name: string): Locator {
    return this.canvas.getByRole("group", { name: `${name}:` });
  }

  settings(name: string): Locator {
    return this.page.getByRole("complementary", { name: `Settings of ${name}` });
  }

  /** Chooses from the open palette by typing. */
  async choose(kind: string): Promise<void> {
    await this.palette.getByPlaceholder("Search nodes").fill(kind);
    await this.palette.getByRole("option", { name: kind }).first().click();
    await expect(this.palette).toBeHidden();
    await expect(this.settings(kind)).toBeVisible();
  }

  async addByKey(kind: string): Promise<void> {
    await this.page.keyboard.press("n");
    await this.choose(kind);
  }

  /** Adds behind a node's way out, by the “+” that stands there while the pointer is near. */
  async addAfter(name: string, port: string, kind: string): Promise<void> {
    await this.wayOut(name, port).hover();
    await this.wayOut(name, port).getByRole("button", { name: "Add a node after" }).click();
    await this.choose(kind);
  }

  wayOut(name: string, port: string): Locator {
    return this.node(name).locator(`[data-handleid="${port}"]`);
  }

  /** Brings a node of a wide drawing close, as one does with the wheel. */
  async approach(name: string): Promise<void> {
    await this.page.keyboard.press("1");
    await this.node(name).hover();
    await this.page.mouse.wheel(0, -700);
  }

  /** Waits until something stands where it stood a moment ago. */
  private async still(what: Locator): Promise<void> {
    let last = "";
    await expect(async () => {
      const before = last;
      last = JSON.stringify(await what.boundingBox());
      expect(last).toBe(before);
    }).toPass({ intervals: [150], timeout: 5_000 });
  }

  async connect(from: string, port: string, to: string): Promise<void> {
    // The canvas may still be moving to where it was asked to: a drag that began meanwhile lets go beside its target.
    await this.still(this.wayOut(from, port));
    await this.still(this.node(to));
    await this.wayOut(from, port).dragTo(this.node(to).getByLabel("Way in"));
  }

  /** Gives the open node a name of its own. */
  async rename(from: string, to: string): Promise<void> {
    await this.settings(from).getByRole("textbox", { name: "Name of this node" }).fill(to);
    await expect(this.settings(to)).toBeVisible();
  }

  async close(): Promise<void> {
    await this.page
      .getByRole("complementary", { name: "Settings of" })
      .getByRole("button", { name: "Close" })
      .click();
  }

  /** Chooses in a list of the open node's form. */
  async pick(settings: Locator, label: string, option: string): Promise<void> {
    await settings.getByLabel(label, { exact: true }).click();
    await this.page.getByRole("option", { name: option, exact: true }).click();
  }

  /** Puts a field of what came before where the caret of a text stands. */
  async insertField(text: Locator, field: string): Promise<void> {
    await text.locator("xpath=..").getByRole("button", { name: "Insert a field" }).click();
    await this.page.getByPlaceholder("Search fields").fill(field);
    await this.page.getByRole("option", { name: field }).first().click();
    await expect(text).toContainText(field);
  }

  async expectSaved(): Promise<void> {
    await expect(this.page.getByTestId("save-state")).toHaveText("Saved");
  }

  async publish(what: string): Promise<void> {
    await this.page.getByRole("button", { name: "Publish", exact: true }).click();
    const dialog = this.page.getByRole("dialog", { name: "Publish version" });
    await dialog.getByLabel("What changed").fill(what);
    await dialog.getByRole("button", { name: "Publish", exact: true }).click();
    await expect(dialog).toBeHidden();
  }
}

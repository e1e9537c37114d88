import { unique, withAddresses } from "../fixtures/example";
import { LIBRARY_DOCUMENT, startLibrary } from "../fixtures/library-system";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { AuditPage } from "../pages/audit-page";
import { EditorPage } from "../pages/editor-page";

test("an admin connects a system by its document, a builder draws with it, and what it did is taken back", async ({
  asAdmin,
  asBuilder,
  builder,
}) => {
  test.setTimeout(120_000);
  const library = await startLibrary();
  const connection = `Library ${unique()}`;

  // The document is read, and what it cannot know is filled in.
  await asAdmin.goto("/settings/connections");
  await asAdmin.getByRole("button", { name: "Connect a system" }).click();
  await asAdmin.getByRole("menuitem", { name: "System with an OpenAPI document" }).click();
  const dialog = asAdmin.getByRole("dialog");
  const document = JSON.stringify({ ...LIBRARY_DOCUMENT, servers: [{ url: library.address }] });
  await dialog.getByLabel("File").setInputFiles({
    name: "library.json",
    mimeType: "application/json",
    buffer: Buffer.from(document),
  });
  await dialog.getByRole("button", { name: "Read the document" }).click();
  await expect(dialog).toContainText("lists 3 operations; 2 of them write something.");
  await expect(dialog.getByLabel("Address")).toHaveValue(library.address);
  await dialog.getByLabel("Name", { exact: true }).fill(connection);
  await dialog.getByLabel("Allowed internal hosts").fill("127.0.0.1");
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();

  // What is proposed is confirmed once.
  await expect(asAdmin.getByRole("progressbar", { name: "Confirmed operations" })).toBeVisible();
  await expect(asAdmin.getByText("0 of 2 operations that write")).toBeVisible();
  await expect(asAdmin.getByRole("main")).toContainText(
    "Creates something · read back by GET /books/{bookId} · taken back by DELETE /books/{bookId}",
  );
  await asAdmin.getByRole("button", { name: "Confirm all 2 as proposed" }).click();
  await asAdmin.getByRole("button", { name: "Confirm as proposed" }).click();
  await expect(asAdmin.getByText("2 of 2 operations that write")).toBeVisible();

  // The builder chooses an operation, and its form asks for what it needs.
  const { id } = await builder.api.workflows.create.mutate({
    name: `New books ${unique()}`,
    document: {
      nodes: [
        {
          id: "arrives",
          type: "webhook",
          name: "Book arrives",
          join: "all",
          position: { x: 0, y: 0 },
          config: {
            fields: [{ key: "title", label: "Title", type: "text", required: true }],
            idField: "",
            subjectField: "title",
          },
        },
      ],
      edges: [],
    },
  });
  const editor = new EditorPage(asBuilder);
  await asBuilder.goto(`/workflows/${id}`);
  await editor.addAfter("Book arrives", "started", "Use an operation");
  const settings = editor.settings("Use an operation");
  await editor.pick(settings, "Connection", connection);
  await settings.getByRole("button", { name: "Operation", exact: true }).click();
  await asBuilder.getByPlaceholder("Search by what it does, or by its path").fill("add a");
  await asBuilder.getByRole("option", { name: "Add a book" }).click();
  await expect(editor.problems).toContainText("problem");
  await editor.insertField(settings.getByRole("textbox", { name: "title" }), "Title");
  await settings.getByRole("button", { name: "Field (2 more)" }).click();
  await asBuilder.getByRole("option", { name: "copies" }).click();
  await settings.getByRole("textbox", { name: "copies" }).fill("3");
  await settings.getByRole("button", { name: "Field (1 more)" }).click();
  await asBuilder.getByRole("option", { name: "kind" }).click();
  await editor.pick(settings, "kind (optional)", "poetry");
  await expect(editor.problems).not.toContainText("problem");
  await editor.expectSaved();
  await editor.publish("Adds what arrives");

  const title = `Sonnets ${unique()}`;
  const { webhook } = await withAddresses(builder.api, { id, name: "New books" });
  await send(webhook, { title });
  const runId = await expectRun(builder.api, title, "done");
  expect([...library.books.values()]).toEqual([{ id: 1, title, copies: 3, kind: "poetry" }]);

  // An admin takes it back by the operation that was confirmed for that.
  const audit = new AuditPage(asAdmin);
  await asAdmin.goto(`/runs/${runId}`);
  await asAdmin.getByRole("link", { name: "Audit entries" }).click();
  await audit.open("confirmed", /^Add a book/);
  await audit.takeBack("It was on the shelf already");
  await expect.poll(() => library.books.size).toBe(0);
  await expect(audit.entry).toContainText("This was taken back already.");
  library.close();
});

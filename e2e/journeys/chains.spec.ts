import { unique } from "../fixtures/example";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { EditorPage } from "../pages/editor-page";
import { RunPage } from "../pages/run-page";

const place = { join: "all" as const, position: { x: 0, y: 0 } };
const fromEvent = (key: string) => ({ kind: "reference", reference: { from: "event", path: [key] } });

test("a record that changes starts a workflow, which starts another one and waits for it", async ({
  admin,
  builder,
  asBuilder,
}) => {
  test.setTimeout(120_000);
  const mark = unique();
  const { id: collectionId } = await admin.api.records.createCollection.mutate({
    key: `rooms-${mark}`,
    name: `Rooms ${mark}`,
    titleField: "room",
    fields: [
      { key: "room", label: "Room", type: "text", required: true },
      { key: "state", label: "State", type: "choice", options: ["in use", "empty"] },
      { key: "note", label: "Note", type: "text" },
    ],
  });
  const child = await builder.api.workflows.create.mutate({
    name: `Cleaning ${mark}`,
    document: {
      nodes: [
        {
          ...place,
          id: "given",
          type: "called",
          name: "Asked for",
          config: {
            fields: [{ key: "room", label: "Room", type: "text", required: true }],
            subjectField: "room",
          },
        },
        {
          ...place,
          id: "plan",
          type: "create-record",
          name: "Plan it",
          config: { collectionId, values: [{ field: "room", value: fromEvent("room") }] },
        },
      ],
      edges: [{ id: "one", source: "given", sourcePort: "started", target: "plan" }],
    },
  });
  await builder.api.workflows.publish.mutate({ workflowId: child.id, revision: 1, name: "First" });

  const name = `Empty rooms ${mark}`;
  await asBuilder.goto("/workflows");
  await asBuilder.getByRole("button", { name: "New workflow" }).click();
  const dialog = asBuilder.getByRole("dialog", { name: "What starts this?" });
  await dialog.getByRole("button", { name: "Record change" }).click();
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Draw it" }).click();

  const editor = new EditorPage(asBuilder);
  await editor.node("Record change").click();
  const trigger = editor.settings("Record change");
  await editor.pick(trigger, "Collection", `Rooms ${mark}`);
  await trigger.getByRole("checkbox", { name: "State" }).click();
  await trigger.getByRole("button", { name: "Condition", exact: true }).click();
  await trigger.getByRole("button", { name: "Choose a field" }).click();
  await asBuilder.getByPlaceholder("Search fields").fill("State");
  await asBuilder.getByRole("option", { name: "Record › State" }).click();
  await trigger.getByRole("textbox", { name: "Compared with" }).fill("empty");
  await editor.close();

  await editor.addAfter("Record change", "started", "Start another workflow");
  const start = editor.settings("Start another workflow");
  await editor.pick(start, "Workflow", `Cleaning ${mark}`);
  await start.getByRole("button", { name: "Field", exact: true }).first().click();
  await editor.insertField(start.getByRole("textbox", { name: "Value of room" }), "Title");
  await editor.close();
  await expect(editor.problems.getByText(/^\d+ problem/)).toHaveCount(0);
  await editor.expectSaved();
  await editor.publish("First version");

  const room = `Room ${mark}`;
  const { id } = await admin.api.records.create.mutate({ collectionId, data: { room, state: "in use" } });
  await admin.api.records.update.mutate({ recordId: id, version: 1, changes: { note: "Warm" }, why: "" });
  await admin.api.records.update.mutate({ recordId: id, version: 2, changes: { state: "empty" }, why: "" });
  await expect
    .poll(async () => (await builder.api.records.list.query({ collectionId, limit: 10 })).items.length)
    .toBe(2);
  await expectRun(builder.api, room, "done");
  const { items } = await builder.api.runs.list.query({ search: room, limit: 10 });
  expect(items.map(({ workflow }) => workflow.name).sort()).toEqual([`Cleaning ${mark}`, name]);

  const run = new RunPage(asBuilder);
  const parent = items.find(({ workflow }) => workflow.name === name);
  await asBuilder.goto(`/runs/${parent?.id}`);
  await run.expectState("Done");
  await expect(run.happened).toContainText(`Started “Cleaning ${mark}” for ${room}`);
  await run.happened.getByRole("link", { name: "That run" }).click();
  await expect(run.happened).toContainText(`Started by “${name}” for ${room}`);
});

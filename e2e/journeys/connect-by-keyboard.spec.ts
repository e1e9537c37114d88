import { node } from "../fixtures/drawings";
import { unique } from "../fixtures/example";
import { expect, test } from "../fixtures/test";
import { EditorPage } from "../pages/editor-page";

test("a builder connects nodes that stand there, and removes a line, by keyboard alone", async ({
  asBuilder,
  builder,
}) => {
  const { id } = await builder.api.workflows.create.mutate({
    name: `By keyboard ${unique()}`,
    document: {
      nodes: [
        node("arrives", "webhook", "Arrives", { fields: [], idField: "", subjectField: "" }, 0),
        node("together", "join", "Together", {}, 328),
        node("after", "join", "After", {}, 656),
        node("asks", "approval", "Asks", {}, 984),
      ],
      edges: [{ id: "together.done-after", source: "together", sourcePort: "done", target: "after" }],
    },
  });
  const editor = new EditorPage(asBuilder);
  const { keyboard } = asBuilder;
  await asBuilder.goto(`/workflows/${id}`);
  await expect(editor.node("Arrives")).toBeVisible();

  // The list of keys tells of it.
  await keyboard.press("Shift+?");
  await expect(asBuilder.getByRole("dialog", { name: "Keys" })).toContainText(
    "Connect the selected node to another",
  );
  await keyboard.press("Escape");

  await editor.node("Arrives").focus();
  await keyboard.press("c");
  const connect = asBuilder.getByRole("dialog", { name: "Connect “Arrives” to…" });
  await expect(connect.getByRole("combobox")).toBeFocused();
  await keyboard.type("togeth");
  await keyboard.press("Enter");
  await expect(connect).toBeHidden();
  await expect(asBuilder.getByRole("group", { name: "Line from “Arrives”" })).toHaveCount(1);
  await expect(editor.node("Arrives")).toBeFocused();

  // What would lead back is refused with why, and cannot be chosen.
  await keyboard.press("ArrowRight");
  await keyboard.press("ArrowRight");
  await expect(editor.node("After")).toBeFocused();
  await keyboard.press("Control+k");
  await keyboard.type("connect");
  await keyboard.press("Enter");
  const back = asBuilder.getByRole("dialog", { name: "Connect “After” to…" });
  await expect(back.getByRole("option", { name: "Together" })).toContainText(
    "It leads to “After” already: the flow only goes forward.",
  );
  await keyboard.type("together");
  await keyboard.press("Enter");
  await expect(back).toBeVisible();
  await keyboard.press("Escape");
  await expect(editor.node("After")).toBeFocused();

  // Of several ways out one is chosen first.
  await editor.node("Asks").focus();
  await keyboard.press("c");
  await keyboard.type("reject");
  await keyboard.press("Enter");
  await expect(asBuilder.getByRole("dialog")).toContainText("By the way out “Rejected”.");
  await keyboard.press("Enter");
  await expect(
    asBuilder.getByRole("group", { name: "Line from “Asks” by “Rejected” to “Together”" }),
  ).toHaveCount(1);

  // A line is come to, told by its ends, and removed.
  const line = asBuilder.getByRole("group", { name: "Line from “Together”" });
  await line.focus();
  await keyboard.press("Delete");
  await expect(line).toHaveCount(0);
  await editor.expectSaved();
  const { draft } = await builder.api.workflows.get.query({ workflowId: id });
  expect(draft.edges.map(({ source, target }) => `${source} ${target}`)).toEqual([
    "arrives together",
    "asks together",
  ]);
});

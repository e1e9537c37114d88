import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CATALOG } from "@/workflow/graph/testing";
import { SettingsForm } from "./settings-form";

let root: Root;
const onChange = vi.fn();

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  onChange.mockClear();
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  root = createRoot(place);
});
afterEach(() => act(() => root.unmount()));

function show(
  type: string,
  config: Record<string, unknown>,
  problems: { path: string[]; message: string }[] = [],
) {
  const common = { nodeId: "n", catalog: CATALOG, sources: [], disabled: false, problems, onChange };
  act(() => root.render(<SettingsForm {...common} type={type} config={config} />));
}
const boxes = () => [...document.querySelectorAll<HTMLButtonElement>("[role=checkbox]")];
const text = () => document.body.textContent ?? "";

test("fields of a collection are ticked one by one", () => {
  show("record-change", { collectionId: "col-assets", fields: ["name"] });
  expect(boxes().map((box) => box.closest("label")?.textContent)).toEqual(["Name", "Status", "Value"]);
  expect(boxes().map((box) => box.getAttribute("aria-checked"))).toEqual(["true", "false", "false"]);
  act(() => boxes()[1]?.click());
  expect(onChange).toHaveBeenLastCalledWith("fields", ["name", "status"]);
  act(() => boxes()[0]?.click());
  expect(onChange).toHaveBeenLastCalledWith("fields", []);
});

test("which fields changed is asked only of records that are changed", () => {
  show("record-change", { collectionId: "col-assets", updated: false });
  expect(text()).not.toContain("Only when one of these fields changed");
});

test("a workflow that can be started is named, and is given the fields it declares", () => {
  show("start-workflow", {
    workflowId: "wf-check",
    inputs: [{ field: "asset", value: { kind: "literal", value: "" } }],
  });
  expect(document.getElementById("setting-n-workflowId")?.textContent).toContain("Check");
  expect(document.querySelector("[aria-label=Field]")?.textContent).toContain("Asset");
});

test("what has to be mended stands beside its setting", () => {
  const message = "The chosen workflow cannot be started by another one.";
  show("start-workflow", { workflowId: "gone" }, [{ path: ["workflowId"], message }]);
  expect(document.getElementById("setting-n-workflowId-error")?.textContent).toContain(message);
});

import { expect, it } from "vitest";
import { CATALOG } from "@/workflow/graph/testing";
import { surroundings } from "../../testing";
import { type StartWorkflowConfig, startWorkflowDefinition } from "./definition";
import { startWorkflowExecutor } from "./executor";

const config: StartWorkflowConfig = {
  workflowId: "wf-check",
  inputs: [
    { field: "asset", value: { kind: "reference", reference: { from: "event", path: ["asset"] } } },
    { field: "note", value: { kind: "reference", reference: { from: "event", path: ["note"] } } },
  ],
  wait: true,
};
const check = (change: Partial<StartWorkflowConfig>) =>
  startWorkflowDefinition.check?.({ ...config, inputs: config.inputs.slice(0, 1), ...change }, CATALOG);

it("wants the other workflow started with what is known, and leaves out what is missing", async () => {
  const outcome = await startWorkflowExecutor.run({
    config,
    ...surroundings({ event: { asset: "Camera" } }),
  });
  expect(outcome).toEqual({
    kind: "effect",
    request: {
      action: "workflows.start",
      input: { workflowId: "wf-check", inputs: { asset: "Camera" }, wait: true },
      summary: "Start another workflow: asset Camera",
    },
  });
});

it("offers what the other workflow gives only where it waits for it, and names its ways out accordingly", () => {
  const outputs = (wait: boolean) => startWorkflowDefinition.outputs({ ...config, wait }, CATALOG);
  expect(outputs(true)[0]).toMatchObject({ key: "result", fields: [{ key: "answer" }] });
  expect(outputs(false).map(({ key }) => key)).toEqual(["confirmed", "state", "reason"]);
  const ports = (wait: boolean) =>
    startWorkflowDefinition.ports({ ...config, wait }).map(({ label }) => label);
  expect([ports(true), ports(false)]).toEqual([
    ["Done", "Failed"],
    ["Started", "Not started"],
  ]);
});

it("says in words what it starts", () => {
  expect(startWorkflowDefinition.summary(config, CATALOG)).toBe(
    "“Check” with asset and note, and wait for it",
  );
});

it("is fine when the workflow is given what it needs", () => {
  expect(check({})).toEqual([]);
});

it.each<[Partial<StartWorkflowConfig>, string]>([
  [{ workflowId: "gone" }, "cannot be started by another one"],
  [{ inputs: [] }, "“Check” needs “Asset”. Add what is missing."],
  [{ inputs: config.inputs }, "“Check” is given no field “note”"],
])("has to be mended: %j", (change, sentence) => {
  expect(
    check(change)
      ?.map(({ message }) => message)
      .join(),
  ).toContain(sentence);
});

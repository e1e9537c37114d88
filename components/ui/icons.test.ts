import { expect, test } from "vitest";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { FLOW_LANE, STAGES } from "@/workflow/stages";
import { ICONS } from "./icons";

test("every icon that a stage or a node names is there", () => {
  const named = [...STAGES, FLOW_LANE, ...Object.values(DEFINITIONS)].map(({ icon }) => icon);
  expect(named.filter((icon) => !(icon in ICONS))).toEqual([]);
});

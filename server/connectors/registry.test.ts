import { expect, test } from "vitest";
import { messageActions } from "./registry";

test("what sends words to people runs on a connection: the rules about messages are read with it", () => {
  expect(messageActions().map(({ id }) => id)).toContain("smtp.send-email");
  for (const action of messageActions()) {
    expect({ id: action.id, connector: action.connector, effect: action.effect }).toEqual({
      id: action.id,
      connector: expect.any(String),
      effect: "send",
    });
  }
});

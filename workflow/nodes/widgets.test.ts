import { describe, expect, test } from "vitest";
import { httpRequestDefinition as definition } from "./4-act/http-request/definition";
import { shownSettings } from "./widgets";

const shown = (config: object) =>
  shownSettings(definition.config, { ...(definition.defaults() as object), ...config }).map(({ key }) => key);

describe("settings that depend on another one", () => {
  test("are shown while it has the value they want", () => {
    expect(shown({ method: "POST", undoMethod: "DELETE" })).toContain("undoPath");
    expect(shown({ method: "POST", undoMethod: "nothing" })).not.toContain("undoPath");
  });

  test("are hidden with it, whatever it was set to before", () => {
    const hidden = shown({ method: "GET", undoMethod: "DELETE" });
    expect(hidden).not.toContain("undoMethod");
    expect(hidden).not.toContain("undoPath");
  });
});

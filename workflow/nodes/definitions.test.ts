import { dynamicIconImports } from "lucide-react/dynamic.mjs";
import { describe, expect, it } from "vitest";
import type { Catalog } from "./define";
import { DEFINITIONS, definitionOf } from "./definitions";
import { portsOf, readConfig, referencesOf } from "./read-config";
import { NODE_TYPES } from "./types";
import { settingsOf, WIDGETS } from "./widgets";

const NOTHING: Catalog = { collections: [], connections: [], people: [], workflows: [], arrivals: [] };

describe.each(NODE_TYPES)("%s", (type) => {
  const definition = DEFINITIONS[type];
  const defaults = definition.defaults() as Record<string, unknown>;

  it("is registered under its own type, with an icon that exists", () => {
    expect(definition.type).toBe(type);
    expect(Object.keys(dynamicIconImports)).toContain(definition.icon);
  });

  it("labels every setting, names known settings only, and says its own messages in sentences", () => {
    const settings = settingsOf(definition.config);
    const keys = settings.map(({ key }) => key);
    const shape = (definition.config as unknown as { shape: Record<string, unknown> }).shape;
    expect(keys).toEqual(Object.keys(shape));
    for (const { meta } of settings) {
      expect(WIDGETS).toContain(meta.widget);
      expect(meta.label).not.toBe("");
      const named = [
        meta.collectionFrom,
        meta.workflowFrom,
        meta.arrivalsFrom,
        meta.fieldsFrom,
        meta.listFrom,
        meta.showIf?.key,
      ];
      for (const key of named) {
        if (key !== undefined) expect(keys).toContain(key);
      }
    }
    expect(keys).toEqual(expect.arrayContaining(Object.keys(defaults)));
  });

  it("can be told of when freshly dropped", () => {
    const { config } = readConfig(definition, defaults);
    expect(portsOf(definition, defaults).length > 0).toBe(definition.behaviour !== "note");
    expect(referencesOf(definition, defaults)).toEqual([]);
    expect(Array.isArray(definition.outputs(config, NOTHING))).toBe(true);
    expect(() => definition.summary(config, NOTHING)).not.toThrow();
  });

  it("has distinct ports", () => {
    const ids = portsOf(definition, defaults).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it("knows no type that objects merely inherit", () => {
  expect(definitionOf("constructor")).toBeUndefined();
  expect(definitionOf("__proto__")).toBeUndefined();
});

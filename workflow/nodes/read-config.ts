import type { Reference } from "@/workflow/expressions/schema";
import type { Catalog, Field, NodeDefinition, Port } from "./define";

/** What can be told of a node whose settings may be unfinished, as in a draft. */

/** The settings parsed, or as they stand over the defaults where something is still missing. */
export function readConfig(
  definition: NodeDefinition,
  config: unknown,
): { config: unknown; complete: boolean } {
  const parsed = definition.config.safeParse(config);
  if (parsed.success) return { config: parsed.data, complete: true };
  return { config: { ...(definition.defaults() as object), ...(config as object) }, complete: false };
}

export function portsOf(definition: NodeDefinition, config: unknown): Port[] {
  return tell(definition, config, (whole) => definition.ports(whole), []);
}

export function outputsOf(definition: NodeDefinition, config: unknown, catalog: Catalog): Field[] {
  return tell(definition, config, (whole) => definition.outputs(whole, catalog), []);
}

/** What a loop's output holds for what is done per item. `tellOf` tells what is known of the list it names. */
export function itemFieldsOf(
  definition: NodeDefinition,
  config: unknown,
  tellOf: (list: Reference) => Field | undefined,
): Field[] {
  return tell(
    definition,
    config,
    (whole) => definition.loop?.itemFields(whole, describeList(definition, whole, tellOf)) ?? [],
    [],
  );
}

function describeList(
  definition: NodeDefinition,
  config: unknown,
  tellOf: (list: Reference) => Field | undefined,
): Field | undefined {
  const [list] = definition.references(config);
  return list && tellOf(list);
}

export function referencesOf(definition: NodeDefinition, config: unknown): Reference[] {
  return tell(definition, config, (whole) => definition.references(whole), []);
}

/** Definitions expect finished settings; a draft's may lack what they read, and then nothing can be told yet. */
function tell<T>(definition: NodeDefinition, config: unknown, read: (whole: unknown) => T, unknown: T): T {
  const { config: whole, complete } = readConfig(definition, config);
  if (complete) return read(whole);
  try {
    return read(whole);
  } catch {
    return unknown;
  }
}

"use client";
import { createContext, useContext } from "react";
import type { Catalog, Field } from "@/workflow/nodes/define";
import type { Setting } from "@/workflow/nodes/widgets";
import type { Source } from "./field-picker";

/** What the controls of one node's form share. */
export type FormContext = {
  catalog: Catalog;
  sources: readonly Source[];
  config: Readonly<Record<string, unknown>>;
  disabled: boolean;
};

const Context = createContext<FormContext | null>(null);
export const FormContextProvider = Context.Provider;

export function useFormContext(): FormContext {
  const context = useContext(Context);
  if (!context) throw new Error("Settings controls only work inside a settings form.");
  return context;
}

/** What every control gets. `invalid` and `describedBy` tie it to its error sentence. */
export type ControlProps<T> = {
  setting: Setting;
  id: string;
  value: T | undefined;
  onChange: (value: T) => void;
  invalid: boolean;
  describedBy?: string;
};

/** Fields of the collection, the workflow or the events that another setting of this node names. */
export function useFieldsOf({ meta: { collectionFrom, workflowFrom, arrivalsFrom } }: Setting): Field[] {
  const { catalog, config } = useFormContext();
  const named: { id: string; fields: Field[] }[] = workflowFrom ? catalog.workflows : catalog.arrivals;
  const known = collectionFrom ? catalog.collections : named;
  const id = config[collectionFrom ?? workflowFrom ?? arrivalsFrom ?? ""];
  return known.find((each) => each.id === id)?.fields ?? [];
}

"use client";
import { createContext, useContext } from "react";

/** What cards may ask of whoever shows the canvas; empty where the canvas is only looked at. */
export type CanvasActions = { onAddAfter?: (source: string, port: string) => void };

const Context = createContext<CanvasActions>({});

export const CanvasActionsProvider = Context.Provider;

export function useCanvasActions(): CanvasActions {
  return useContext(Context);
}

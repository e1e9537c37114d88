"use client";
import { createContext, useContext } from "react";

/** What the page knows of the person in front of it. */
export type FrameViewer = {
  id: string;
  name: string;
  email: string;
  role: "admin" | "builder" | "reviewer";
  organizationName: string;
};

const Context = createContext<FrameViewer | null>(null);
export const ViewerProvider = Context.Provider;

export function useViewer(): FrameViewer {
  const viewer = useContext(Context);
  if (!viewer) throw new Error("Only pages inside the frame know who looks at them.");
  return viewer;
}

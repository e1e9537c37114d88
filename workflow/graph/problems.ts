/** Something in a drawing that keeps it from being published ("error"), or that somebody should look at. */
export type Problem = {
  severity: "error" | "warning";
  nodeId?: string;
  edgeId?: string;
  /** Where in the node's settings, e.g. `["filters", "0", "field"]`. */
  path?: string[];
  /** A sentence that says what is wrong and what to do. */
  message: string;
};

export function error(message: string, at: Omit<Problem, "severity" | "message"> = {}): Problem {
  return { severity: "error", ...at, message };
}

export function warning(message: string, at: Omit<Problem, "severity" | "message"> = {}): Problem {
  return { severity: "warning", ...at, message };
}

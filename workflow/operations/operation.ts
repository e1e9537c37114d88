import type { Shape } from "./shape";

/** One thing that another system's interface offers, as a document describes it. */

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];

export type Parameter = { in: "path" | "query" | "header"; name: string; required: boolean; shape: Shape };

/** How a body is written: as JSON, or as a form's fields. */
export type BodyType = "application/json" | "application/x-www-form-urlencoded";

/** What is needed to call it and to read what it answers. */
export type OperationDefinition = {
  method: Method;
  /** With its parameters in braces: "/issues/{number}". */
  path: string;
  parameters: Parameter[];
  body: { type: BodyType; required: boolean; shape: Shape } | null;
  /** What a success answers, as far as it is described. */
  answer: Shape | null;
  /** The header in which it takes a key that makes the same request count once. */
  keyHeader: string | null;
};

export type Operation = OperationDefinition & {
  /** Tells it from the others of its document: its own id there, or method and path. */
  key: string;
  summary: string;
  /** What the document files it under. */
  group: string;
  /** Why it cannot be used from here; "" when it can. */
  unusable: string;
};

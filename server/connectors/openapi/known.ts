import type { JsonObject } from "@/workflow/json";
import { type Assembled, assemble, Unfit } from "@/workflow/operations/assemble";
import { type Classification, classificationSchema } from "@/workflow/operations/classification";
import type { OperationDefinition } from "@/workflow/operations/operation";
import { MendAction } from "../failures";

/** An operation as the gateway reads it with its connection. */
export type KnownOperation = {
  summary: string;
  definition: OperationDefinition;
  /** Null until an admin has said what it does. */
  classification: Classification | null;
};

/** @throws MendAction when it is not there any more, or cannot be used */
export function knownOperation(operation: JsonObject | null | undefined): KnownOperation {
  if (!operation || operation.removed === true) {
    throw new MendAction(
      "The connection's document has this operation no longer. Choose another.",
      "operation",
    );
  }
  if (typeof operation.unusable === "string" && operation.unusable !== "") {
    throw new MendAction(`This operation cannot be used. ${operation.unusable}`, "operation");
  }
  const said = classificationSchema.safeParse(operation.classification);
  return {
    summary: String(operation.summary),
    // Written by our own reader of documents alone.
    definition: operation.definition as unknown as OperationDefinition,
    classification: said.success ? said.data : null,
  };
}

/** @throws MendAction naming the one thing that does not fit what the operation takes */
export function assembled({ summary, definition }: KnownOperation, values: JsonObject): Assembled {
  try {
    return assemble(definition, values);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    throw new MendAction(`“${summary}” was not sent: ${error.message}`, `values.${error.field}`);
  }
}

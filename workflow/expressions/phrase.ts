import type { OperatorDetails } from "./operators";

/**
 * Puts an operator and the words of its operands into one phrase: "is between 1 and 5", "is older than 30
 * days". An operand not given yet shows as "…".
 */
export function phrase(
  details: OperatorDetails,
  verb: string,
  right: string | undefined,
  upper: string | undefined,
): string {
  if (details.operands === 0) return verb;
  const first = right ?? "…";
  if (details.operands === 2) return `${verb} ${first} and ${upper ?? "…"}`;
  if (details.unit === undefined) return `${verb} ${first}`;
  return `${verb} ${first} ${first === "1" ? "day" : details.unit}`;
}

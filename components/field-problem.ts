import { TRPCClientError } from "@trpc/client";
import { errorSentence } from "@/components/api";

/** The server's sentence about one field of a form, where the failed call was about that field. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  return fieldOf(error) === field ? errorSentence(error) : undefined;
}

/** The sentence about a failed call that is about none of the form's fields. */
export function formProblem(error: unknown, fields: readonly string[]): string | undefined {
  if (!error || fields.includes(fieldOf(error) ?? "")) return undefined;
  return errorSentence(error);
}

/** "config.host" and "allowedHosts.0" are about the entries "host" and "allowedHosts". */
function fieldOf(error: unknown): string | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const path = (error.data as { field?: string } | null)?.field?.split(".") ?? [];
  return (path[0] === "config" || path[0] === "secret") && path.length > 1 ? path[1] : path[0];
}

/** `mistyped`: what was entered is wrong, so the field says it; anything else stands beside the form. */
export type SignInProblem = { sentence: string; mistyped: boolean };

const SENTENCES: Record<string, string> = {
  ADDRESS_NOT_CONFIRMED: "This email address was never confirmed. Ask an admin to add you again.",
  NO_ORGANIZATION: "You do not belong to an organization any more. Ask an admin to add you.",
  INVALID_ORIGIN:
    "Handoff does not know the address in your browser. Open it by the address it was set up for, or ask an admin to set HANDOFF_ORIGIN to this one.",
};

/** Why a person could not sign in, and what they can do. `null`: nothing answered. */
export async function signInProblem(response: Response | null): Promise<SignInProblem> {
  const elsewhere = (sentence: string) => ({ sentence, mistyped: false });
  if (!response) return elsewhere("Handoff could not be reached. Check your connection and try again.");
  if (response.status === 429) return elsewhere("Too many tries. Wait a minute, then try again.");
  const code = await readCode(response);
  const known = SENTENCES[code];
  if (known) return elsewhere(known);
  if (code === "INVALID_EMAIL")
    return { sentence: "Enter a whole email address, like name@example.com.", mistyped: true };
  if (response.status === 401)
    return { sentence: "This email and password do not match. Check both and try again.", mistyped: true };
  return elsewhere("Something went wrong on our side. Try again in a moment.");
}

async function readCode(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  return typeof body === "object" && body !== null && "code" in body ? String(body.code) : "";
}

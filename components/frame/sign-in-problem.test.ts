import { expect, test } from "vitest";
import { signInProblem } from "./sign-in-problem";

const answer = (status: number, code?: string) => new Response(JSON.stringify({ code }), { status });

test("a wrong password is said at the field, without telling which of the two is wrong", async () => {
  const problem = await signInProblem(answer(401, "INVALID_EMAIL_OR_PASSWORD"));
  expect(problem).toEqual({
    sentence: "This email and password do not match. Check both and try again.",
    mistyped: true,
  });
});

test.each([
  [403, "INVALID_ORIGIN", /HANDOFF_ORIGIN/],
  [403, "NO_ORGANIZATION", /Ask an admin/],
  [403, "ADDRESS_NOT_CONFIRMED", /never confirmed/],
  [429, undefined, /Wait a minute/],
  [500, undefined, /on our side/],
])("%i %s is nobody's typing mistake", async (status, code, words) => {
  const problem = await signInProblem(answer(status, code));
  expect(problem.sentence).toMatch(words);
  expect(problem.mistyped).toBe(false);
});

test("no answer, and an answer that is a page, are told as such", async () => {
  expect((await signInProblem(null)).sentence).toMatch(/could not be reached/);
  expect((await signInProblem(new Response("<html>", { status: 502 }))).sentence).toMatch(/on our side/);
});

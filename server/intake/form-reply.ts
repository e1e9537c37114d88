import type { IntakeAnswer } from "./answer-request";
import type { Headers } from "./headers";

/** Whether a browser without scripts sent the form, so that the answer must be a page. */
export function wantsPage(headers: Headers): boolean {
  return (
    !/^application\/json\b/i.test(headers["content-type"] ?? "") &&
    /\btext\/html\b/i.test(headers.accept ?? "")
  );
}

/** The answer as a page: back to the form when it was taken, else what to mend. */
export function formReply(
  token: string,
  answer: IntakeAnswer,
): { status: number; headers: { [name: string]: string }; body: string } {
  if (answer.status < 300) return { status: 303, headers: { location: `/f/${token}?sent=1` }, body: "" };
  const { fields, message } = answer.body ?? {};
  const sentences =
    typeof fields === "object" && fields !== null ? Object.values(fields).map(String) : [String(message)];
  return {
    status: answer.status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    },
    body: page(sentences),
  };
}

function page(sentences: string[]): string {
  const items = sentences.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join("");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Not sent yet</title>
<body style="font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark; max-width: 32rem; margin: 15vh auto; padding: 0 1rem">
<h1 style="font-size: 1.25rem">Not sent yet</h1><ul>${items}</ul>
<p>Go back with your browser: what you filled in is still there.</p></body></html>`;
}

function escapeHtml(text: string): string {
  const entities: { [character: string]: string } = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

import type { Mail } from "./store";

/** The mailbox as pages. Everything a sender wrote is escaped; mail's own HTML is shown in a sandboxed frame. */

const entities: { [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** No script at all; a message's frame inherits this, so it cannot load anything from anywhere either. */
export const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function listPage(mails: readonly Mail[]): string {
  const rows = mails
    .map(
      (mail) => `<li><a href="/mail/${escapeHtml(mail.id)}">
        <span class="to">${escapeHtml(mail.to.join(", "))}</span>
        <span class="subject">${escapeHtml(mail.subject) || "<i>No subject</i>"}
          <span class="start">${escapeHtml(mail.text.replace(/\s+/g, " ").slice(0, 140))}</span></span>
        ${time(mail.at)}</a></li>`,
    )
    .join("\n");
  const body = mails.length
    ? `<ul>${rows}</ul>`
    : `<p class="empty">Nothing has arrived yet. Mail that Handoff sends appears here within seconds.</p>`;
  return page(
    "Local mailbox",
    `<header><h1>Local mailbox</h1><p>${count(mails.length)}</p></header>${body}
    <p class="hint">Mail to bounce@ anything, or to anybody at bounce.test, comes back as undeliverable.</p>`,
    5,
  );
}

export function mailPage(mail: Mail): string {
  const attachments = mail.attachments
    .map((each) => `${escapeHtml(each.name)} <small>(${escapeHtml(each.type)}, ${each.bytes} bytes)</small>`)
    .join(", ");
  const content = mail.html
    ? `<iframe sandbox title="The message" srcdoc="${escapeHtml(mail.html)}"></iframe>
       <details><summary>As plain text</summary><pre>${escapeHtml(mail.text)}</pre></details>`
    : `<pre>${escapeHtml(mail.text)}</pre>`;
  return page(
    mail.subject || "No subject",
    `<header><h1>${escapeHtml(mail.subject) || "<i>No subject</i>"}</h1><p><a href="/">All mail</a></p></header>
    <dl><dt>To</dt><dd>${escapeHtml(mail.to.join(", "))}</dd><dt>From</dt><dd>${escapeHtml(mail.from)}</dd>
    <dt>Arrived</dt><dd>${time(mail.at)}</dd>${attachments && `<dt>Attached</dt><dd>${attachments}</dd>`}</dl>
    <main>${content}</main>`,
  );
}

export function notFoundPage(): string {
  return page(
    "Not here",
    `<header><h1>Not here</h1><p><a href="/">All mail</a></p></header>
    <p class="empty">This message is not in the mailbox. It keeps the newest 500.</p>`,
  );
}

const count = (mails: number) => (mails === 1 ? "1 message" : `${mails} messages`);

function time(at: string): string {
  const minute = at.slice(0, 16).replace("T", " ");
  return `<time datetime="${escapeHtml(at)}" title="${escapeHtml(at)}">${escapeHtml(minute)} UTC</time>`;
}

function page(title: string, body: string, refreshSeconds?: number): string {
  const refresh = refreshSeconds ? `<meta http-equiv="refresh" content="${refreshSeconds}">` : "";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${refresh}
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>${body}</body></html>`;
}

const style = `
:root { --ground: oklch(0.985 0.003 80); --sheet: oklch(1 0 0); --line: oklch(0.9 0.006 80);
  --ink: oklch(0.25 0.01 80); --quiet: oklch(0.5 0.012 80); --hover: oklch(0.965 0.004 80); }
@media (prefers-color-scheme: dark) { :root { --ground: oklch(0.18 0.005 80); --sheet: oklch(0.215 0.006 80);
  --line: oklch(0.31 0.008 80); --ink: oklch(0.93 0.006 80); --quiet: oklch(0.7 0.01 80); --hover: oklch(0.25 0.007 80); } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 960px; padding: 24px 16px 64px; background: var(--ground); color: var(--ink);
  font: 14px/20px "IBM Plex Sans", system-ui, sans-serif; font-variant-numeric: tabular-nums; }
header { display: flex; align-items: baseline; justify-content: space-between; gap: 16px; margin-bottom: 16px; }
h1 { margin: 0; font-size: 20px; line-height: 28px; font-weight: 600; overflow-wrap: anywhere; }
header p, time, small, .start, dt { color: var(--quiet); }
header p { margin: 0; white-space: nowrap; }
ul { list-style: none; margin: 0; padding: 0; background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; }
li + li { border-top: 1px solid var(--line); }
li a { display: grid; grid-template-columns: minmax(0, 220px) minmax(0, 1fr) auto; gap: 16px; padding: 8px 12px;
  color: inherit; text-decoration: none; }
li a:hover, li a:focus-visible { background: var(--hover); }
a { color: inherit; text-underline-offset: 3px; }
a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; border-radius: 4px; }
.to, .subject { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.subject { font-weight: 500; } .start { font-weight: 400; margin-left: 8px; }
time { font-size: 13px; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; margin: 0 0 16px; }
dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; min-height: 60vh; border: 1px solid var(--line); border-radius: 6px; background: white; color-scheme: light; }
pre { margin: 0; padding: 16px; background: var(--sheet); border: 1px solid var(--line); border-radius: 6px;
  font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin-top: 16px; } summary { cursor: pointer; margin-bottom: 8px; color: var(--quiet); }
.hint { color: var(--quiet); font-size: 13px; }
.empty { padding: 48px 16px; text-align: center; color: var(--quiet); border: 1px dashed var(--line); border-radius: 6px; }
@media (max-width: 640px) { li a { grid-template-columns: minmax(0, 1fr) auto; row-gap: 0; } .subject { grid-column: 1 / -1; grid-row: 1; } }
`;

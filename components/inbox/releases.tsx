import type { ReactNode } from "react";
import { DraftFields, type DraftTexts } from "@/components/reversals/draft-fields";
import { Money } from "@/components/ui/money";
import type { ReviewDetail } from "./packet";

type PacketData = ReviewDetail["review"]["packet"];

/** What an approval sets going, exactly: each action with its inputs, and the text that would go out. */
export function Releases({
  releases,
  draft,
  edit,
  title,
  children,
}: {
  releases: PacketData["releases"];
  draft: PacketData["draft"];
  /** Where the person may change the words of a message: what they say by now. */
  edit: { texts: DraftTexts; onChange: (texts: DraftTexts) => void } | null;
  title: string;
  /** What can be done about it right here. */
  children?: ReactNode;
}) {
  if (releases.length === 0 && !draft) return null;
  return (
    <section aria-label={title}>
      <h2 className="mb-1.5 font-medium text-[13px] text-muted">{title}</h2>
      <ol className="flex flex-col gap-2">
        {releases.map((release) => (
          <li key={release.nodeId} className="rounded-md border border-line px-3 py-2 text-[13px]">
            <p className="flex items-baseline gap-3">
              <span className="min-w-0 flex-1">
                <span className="font-medium">{release.nodeName}</span>
                <span className="text-muted"> · {release.summary}</span>
              </span>
              {release.amount && release.currency && (
                <span className="font-mono">
                  <Money amount={release.amount} currency={release.currency} />
                </span>
              )}
            </p>
            {edit && release.editable ? (
              <div className="mt-2">
                <DraftFields draft={{ input: release.input, fields: release.editable }} {...edit} />
              </div>
            ) : (
              isMessage(release.input) && <Message {...release.input} />
            )}
            {release.unknown.length > 0 && (
              <p className="mt-1 text-muted text-xs">Known only later: {release.unknown.join(", ")}.</p>
            )}
          </li>
        ))}
      </ol>
      {draft && !releases.some((release) => isMessage(release.input)) && (
        <div className="mt-2 rounded-md border border-line px-3 py-2">
          <Message {...draft} />
        </div>
      )}
      {children}
    </section>
  );
}

type MessageInput = { to: string; subject: string; text: string };

function isMessage(input: object): input is MessageInput {
  return ["to", "subject", "text"].every(
    (key) => key in input && typeof (input as Record<string, unknown>)[key] === "string",
  );
}

function Message({ to, subject, text }: MessageInput) {
  return (
    <figure className="mt-2 border-line border-l-2 pl-3 text-[13px]">
      <figcaption className="text-muted text-xs">
        To {to} · <span className="text-ink">{subject}</span>
      </figcaption>
      <p className="mt-1 whitespace-pre-wrap break-words">{text}</p>
    </figure>
  );
}

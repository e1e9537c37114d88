import type { Outputs } from "@/components/api";
import { Diff } from "@/components/ui/diff";
import { LaterList } from "./later-list";
import { Versions } from "./versions";

export type Preview = Outputs["audit"]["previewReversal"];

/** What taking one action back would do: what changes, what cannot be undone, what came later and builds on it. */
export function ReversalPreview({ preview }: { preview: Preview }) {
  const { sentence, over, later, held, verdict } = preview;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-[13px]">{sentence}</p>
      {verdict === "now" && (
        <Diff before={preview.before} after={preview.after} labels={{ before: "Now", after: "Then" }} />
      )}
      {over && (
        <section aria-label="All versions" className="flex flex-col gap-2">
          <p className="text-[13px]">
            You may take it back over what is there now. What others changed in other fields stays.
          </p>
          <Versions left={over.left} now={over.now} after={over.after} />
        </section>
      )}
      {held && verdict !== "draft" && (
        <p className="text-[13px]">
          <span className="font-medium">It will wait for another person.</span>{" "}
          <span className="text-muted">{held}</span>
        </p>
      )}
      <LaterList later={later} />
    </div>
  );
}

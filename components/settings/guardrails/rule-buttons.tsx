import { Button } from "@/components/ui/button";
import { Time } from "@/components/ui/time";

/** Look first, then save: what every rule's form ends with, and which version stands. */
export function RuleButtons(props: {
  standing: { version: number; changedAt: Date | null };
  changed: boolean;
  previewing: boolean;
  saving: boolean;
  problem: string | undefined;
  /** Of the button that looks first. */
  label: string;
  onPreview: () => void;
}) {
  const { version, changedAt } = props.standing;
  return (
    <>
      {props.problem && (
        <p role="alert" className="text-[13px] text-state-failed">
          {props.problem}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          variant={props.changed ? "primary" : "secondary"}
          disabled={!props.changed}
          loading={props.saving}
        >
          Save the rule
        </Button>
        <Button type="button" loading={props.previewing} onClick={props.onPreview}>
          {props.label}
        </Button>
        <span className="text-muted text-xs">
          {changedAt ? (
            <>
              Version {version}, set <Time at={changedAt} />
            </>
          ) : (
            "Not set yet"
          )}
        </span>
      </div>
    </>
  );
}

"use client";
import { useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { Textarea } from "./textarea";

/** Asks before something that matters; where `reason` is given also why, since the log keeps it. */
export function ConfirmDialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  /** What the button says, i.e. what happens: "Cancel the run". */
  action: string;
  /** What the button that leaves says; "Cancel" would be ambiguous where something is canceled. */
  leave?: string;
  danger?: boolean;
  reason?: { label: string; placeholder: string };
  loading: boolean;
  /** Why the last try was refused, in words. */
  problem?: string | null;
  onConfirm: (why: string) => void;
}) {
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState(false);
  const missing = props.reason !== undefined && why.trim() === "";
  const confirm = () => {
    setTried(true);
    if (!missing) props.onConfirm(why.trim());
  };
  const setOpen = (open: boolean) => {
    if (!open) {
      setWhy("");
      setTried(false);
    }
    props.onOpenChange(open);
  };
  return (
    <Dialog
      open={props.open}
      onOpenChange={setOpen}
      title={props.title}
      description={props.description}
      footer={
        <>
          <Button variant="quiet" onClick={() => setOpen(false)}>
            {props.leave ?? "Leave it"}
          </Button>
          <Button variant={props.danger ? "danger" : "primary"} loading={props.loading} onClick={confirm}>
            {props.action}
          </Button>
        </>
      }
    >
      {props.reason && (
        <Field
          id="confirm-why"
          label={props.reason.label}
          error={tried && missing ? "Say why, so that others can follow it later." : undefined}
        >
          <Textarea
            id="confirm-why"
            rows={3}
            maxLength={1000}
            placeholder={props.reason.placeholder}
            aria-invalid={tried && missing}
            value={why}
            onChange={(event) => setWhy(event.target.value)}
          />
        </Field>
      )}
      {props.problem && (
        <p role="alert" className="mt-2 text-[13px] text-state-failed">
          {props.problem}
        </p>
      )}
    </Dialog>
  );
}

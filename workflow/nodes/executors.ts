import type { Executor } from "@/workflow/ports";
import { calledExecutor } from "./1-trigger/called/executor";
import { formExecutor } from "./1-trigger/form/executor";
import { recordChangeExecutor } from "./1-trigger/record-change/executor";
import { scheduleExecutor } from "./1-trigger/schedule/executor";
import { timeThresholdExecutor } from "./1-trigger/time-threshold/executor";
import { webhookExecutor } from "./1-trigger/webhook/executor";
import { computeExecutor } from "./2-understand/compute/executor";
import { findRecordExecutor } from "./2-understand/find-record/executor";
import { findRecordsExecutor } from "./2-understand/find-records/executor";
import { reconcileExecutor } from "./2-understand/reconcile/executor";
import { approvalExecutor } from "./3-decide/approval/executor";
import { branchExecutor } from "./3-decide/branch/executor";
import { createRecordExecutor } from "./4-act/create-record/executor";
import { deleteRecordExecutor } from "./4-act/delete-record/executor";
import { httpRequestExecutor } from "./4-act/http-request/executor";
import { moveMoneyExecutor } from "./4-act/move-money/executor";
import { sendEmailExecutor } from "./4-act/send-email/executor";
import { startWorkflowExecutor } from "./4-act/start-workflow/executor";
import { stripeCreditNoteExecutor } from "./4-act/stripe-credit-note/executor";
import { stripeInvoiceItemExecutor } from "./4-act/stripe-invoice-item/executor";
import { stripeRefundExecutor } from "./4-act/stripe-refund/executor";
import { updateRecordExecutor } from "./4-act/update-record/executor";
import { useOperationExecutor } from "./4-act/use-operation/executor";
import { assertExecutor } from "./5-verify/assert/executor";
import { readBackExecutor } from "./5-verify/read-back/executor";
import { waitForEventExecutor } from "./5-verify/wait-for-event/executor";
import { forEachExecutor } from "./6-flow/for-each/executor";
import { joinExecutor } from "./6-flow/join/executor";
import { noteExecutor } from "./6-flow/note/executor";
import { waitExecutor } from "./6-flow/wait/executor";
import type { NodeType } from "./types";

/** What every node type does. Never loaded by the browser. A missing entry fails the type check. */
export const EXECUTORS: Readonly<Record<NodeType, Executor>> = {
  form: formExecutor,
  webhook: webhookExecutor,
  "record-change": recordChangeExecutor,
  called: calledExecutor,
  schedule: scheduleExecutor,
  "time-threshold": timeThresholdExecutor,
  "find-record": findRecordExecutor,
  "find-records": findRecordsExecutor,
  reconcile: reconcileExecutor,
  compute: computeExecutor,
  branch: branchExecutor,
  approval: approvalExecutor,
  "create-record": createRecordExecutor,
  "update-record": updateRecordExecutor,
  "delete-record": deleteRecordExecutor,
  "move-money": moveMoneyExecutor,
  "send-email": sendEmailExecutor,
  "http-request": httpRequestExecutor,
  "use-operation": useOperationExecutor,
  "stripe-refund": stripeRefundExecutor,
  "stripe-credit-note": stripeCreditNoteExecutor,
  "stripe-invoice-item": stripeInvoiceItemExecutor,
  "start-workflow": startWorkflowExecutor,
  assert: assertExecutor,
  "read-back": readBackExecutor,
  "wait-for-event": waitForEventExecutor,
  wait: waitExecutor,
  "for-each": forEachExecutor,
  join: joinExecutor,
  note: noteExecutor,
};

/** The executor of a node type, which may be unknown to this release. */
export function executorOf(type: string): Executor | undefined {
  return Object.hasOwn(EXECUTORS, type) ? EXECUTORS[type as NodeType] : undefined;
}

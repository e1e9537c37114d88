import { calledDefinition } from "./1-trigger/called/definition";
import { formDefinition } from "./1-trigger/form/definition";
import { recordChangeDefinition } from "./1-trigger/record-change/definition";
import { scheduleDefinition } from "./1-trigger/schedule/definition";
import { timeThresholdDefinition } from "./1-trigger/time-threshold/definition";
import { webhookDefinition } from "./1-trigger/webhook/definition";
import { computeDefinition } from "./2-understand/compute/definition";
import { findRecordDefinition } from "./2-understand/find-record/definition";
import { findRecordsDefinition } from "./2-understand/find-records/definition";
import { reconcileDefinition } from "./2-understand/reconcile/definition";
import { approvalDefinition } from "./3-decide/approval/definition";
import { branchDefinition } from "./3-decide/branch/definition";
import { createRecordDefinition } from "./4-act/create-record/definition";
import { deleteRecordDefinition } from "./4-act/delete-record/definition";
import { httpRequestDefinition } from "./4-act/http-request/definition";
import { moveMoneyDefinition } from "./4-act/move-money/definition";
import { sendEmailDefinition } from "./4-act/send-email/definition";
import { startWorkflowDefinition } from "./4-act/start-workflow/definition";
import { stripeCreditNoteDefinition } from "./4-act/stripe-credit-note/definition";
import { stripeInvoiceItemDefinition } from "./4-act/stripe-invoice-item/definition";
import { stripeRefundDefinition } from "./4-act/stripe-refund/definition";
import { updateRecordDefinition } from "./4-act/update-record/definition";
import { useOperationDefinition } from "./4-act/use-operation/definition";
import { assertDefinition } from "./5-verify/assert/definition";
import { readBackDefinition } from "./5-verify/read-back/definition";
import { waitForEventDefinition } from "./5-verify/wait-for-event/definition";
import { forEachDefinition } from "./6-flow/for-each/definition";
import { joinDefinition } from "./6-flow/join/definition";
import { noteDefinition } from "./6-flow/note/definition";
import { waitDefinition } from "./6-flow/wait/definition";
import type { NodeDefinition } from "./define";
import type { NodeType } from "./types";

/** What every node type is; safe to load anywhere. A missing entry fails the type check. */
export const DEFINITIONS: Readonly<Record<NodeType, NodeDefinition>> = {
  form: formDefinition,
  webhook: webhookDefinition,
  "record-change": recordChangeDefinition,
  called: calledDefinition,
  schedule: scheduleDefinition,
  "time-threshold": timeThresholdDefinition,
  "find-record": findRecordDefinition,
  "find-records": findRecordsDefinition,
  reconcile: reconcileDefinition,
  compute: computeDefinition,
  branch: branchDefinition,
  approval: approvalDefinition,
  "create-record": createRecordDefinition,
  "update-record": updateRecordDefinition,
  "delete-record": deleteRecordDefinition,
  "move-money": moveMoneyDefinition,
  "send-email": sendEmailDefinition,
  "http-request": httpRequestDefinition,
  "use-operation": useOperationDefinition,
  "stripe-refund": stripeRefundDefinition,
  "stripe-credit-note": stripeCreditNoteDefinition,
  "stripe-invoice-item": stripeInvoiceItemDefinition,
  "start-workflow": startWorkflowDefinition,
  assert: assertDefinition,
  "read-back": readBackDefinition,
  "wait-for-event": waitForEventDefinition,
  wait: waitDefinition,
  "for-each": forEachDefinition,
  join: joinDefinition,
  note: noteDefinition,
};

/** The definition of a drawing's node type, which may be unknown to this release. */
export function definitionOf(type: string): NodeDefinition | undefined {
  return Object.hasOwn(DEFINITIONS, type) ? DEFINITIONS[type as NodeType] : undefined;
}

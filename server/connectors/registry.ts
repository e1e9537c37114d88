import { createRecord } from "./collections/create-record";
import { deleteRecord } from "./collections/delete-record";
import { pay } from "./collections/pay";
import { restoreRecord } from "./collections/restore-record";
import { reversePayment } from "./collections/reverse-payment";
import { updateRecord } from "./collections/update-record";
import type { ActionDescriptor } from "./descriptor";
import { httpRequest } from "./http/request";
import { sendEmail } from "./smtp/send-email";

/** Every action the gateway can carry out; one line each. */
const ACTIONS = [
  createRecord,
  updateRecord,
  deleteRecord,
  restoreRecord,
  pay,
  reversePayment,
  sendEmail,
  httpRequest,
];

// Each action knows its own input; the registry cannot. The gateway parses with the action's own schema.
const BY_ID: ReadonlyMap<string, ActionDescriptor> = new Map(
  ACTIONS.map((action) => [action.id, action as unknown as ActionDescriptor]),
);

export function actionOf(id: string): ActionDescriptor | undefined {
  return BY_ID.get(id);
}

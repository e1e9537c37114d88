import { defineConnector } from "../define";
import { createRecord } from "./create-record";
import { deleteRecord } from "./delete-record";
import { pay } from "./pay";
import { restoreRecord } from "./restore-record";
import { takeBackPayment } from "./take-back-payment";
import { undeleteRecord } from "./undelete-record";
import { updateRecord } from "./update-record";

/** Our own records. They stand in the same database, so they need no connection. */
export const collections = defineConnector({
  id: "collections",
  label: "Collections",
  config: null,
  secret: null,
  actions: [createRecord, updateRecord, deleteRecord, pay, restoreRecord, undeleteRecord, takeBackPayment],
});

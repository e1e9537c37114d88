import { router } from "@/server/api/trpc";
import { classify } from "./classify-operation";
import { confirmProposals } from "./confirm-proposals";
import { connectDocument } from "./connect-document";
import { create } from "./create-connection";
import { importDocument } from "./import-document";
import { list } from "./list-connections";
import { operations } from "./list-operations";
import { readDocument } from "./read-document";
import { imported } from "./read-interface";
import { operation } from "./read-operation";
import { reportAddress } from "./read-report-address";
import { revealReportSecret } from "./reveal-report-secret";
import { test } from "./test-connection";
import { update } from "./update-connection";

export const connections = router({
  list,
  create,
  update,
  test,
  readDocument,
  connectDocument,
  importDocument,
  imported,
  operations,
  operation,
  classify,
  confirmProposals,
  reportAddress,
  revealReportSecret,
});

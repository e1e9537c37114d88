import { router } from "@/server/api/trpc";
import { problems } from "./check-draft";
import { create } from "./create-workflow";
import { duplicate } from "./duplicate-workflow";
import { endOldSecret } from "./end-old-secret";
import { version } from "./get-version";
import { get } from "./get-workflow";
import { endpoints } from "./list-endpoints";
import { versions } from "./list-versions";
import { list } from "./list-workflows";
import { pasteSecret } from "./paste-secret";
import { publish } from "./publish-workflow";
import { catalog } from "./read-catalog";
import { rename } from "./rename-workflow";
import { restoreVersion } from "./restore-version";
import { revealSecret } from "./reveal-secret";
import { rotateSecret } from "./rotate-secret";
import { sampleEvents } from "./sample-events";
import { saveDraft } from "./save-draft";
import { setStatus } from "./set-status";
import { testRun } from "./test-run";

export const workflows = router({
  list,
  get,
  create,
  rename,
  saveDraft,
  problems,
  publish,
  setStatus,
  versions,
  version,
  restoreVersion,
  duplicate,
  testRun,
  sampleEvents,
  endpoints,
  revealSecret,
  rotateSecret,
  pasteSecret,
  endOldSecret,
  catalog,
});

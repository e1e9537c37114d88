import { router } from "@/server/api/trpc";
import { addPerson } from "./add-person";
import { organization } from "./get-organization";
import { people } from "./list-people";
import { alerts } from "./read-alerts";
import { removePerson } from "./remove-person";
import { saveAlerts } from "./save-alerts";
import { setRole } from "./set-role";
import { testAlert } from "./test-alert";
import { updateOrganization } from "./update-organization";

export const settings = router({
  organization,
  updateOrganization,
  people,
  addPerson,
  setRole,
  removePerson,
  alerts,
  saveAlerts,
  testAlert,
});

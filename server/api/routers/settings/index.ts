import { router } from "@/server/api/trpc";
import { addPerson } from "./add-person";
import { organization } from "./get-organization";
import { people } from "./list-people";
import { removePerson } from "./remove-person";
import { setRole } from "./set-role";
import { updateOrganization } from "./update-organization";

export const settings = router({
  organization,
  updateOrganization,
  people,
  addPerson,
  setRole,
  removePerson,
});

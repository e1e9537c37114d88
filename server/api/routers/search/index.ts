import { router } from "@/server/api/trpc";
import { everything } from "./search-everything";

export const search = router({ everything });

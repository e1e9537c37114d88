import { router } from "@/server/api/trpc";
import { claim } from "./claim-review";
import { count } from "./count-reviews";
import { decide } from "./decide-review";
import { get } from "./get-review";
import { list } from "./list-reviews";
import { unclaim } from "./unclaim-review";

export const reviews = router({ list, count, get, decide, claim, unclaim });

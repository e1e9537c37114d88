import { router } from "@/server/api/trpc";
import { cancel } from "./cancel-run";
import { get } from "./get-run";
import { items } from "./list-items";
import { list } from "./list-runs";
import { retry } from "./retry-run";

export const runs = router({ list, get, items, cancel, retry });

import { router } from "@/server/api/trpc";
import { drop } from "./drop-effect";
import { causes } from "./group-causes";
import { effects } from "./list-effects";
import { health } from "./read-health";
import { retry } from "./retry-effect";

export const operations = router({ health, effects, causes, retry, drop });

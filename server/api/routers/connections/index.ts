import { router } from "@/server/api/trpc";
import { create } from "./create-connection";
import { list } from "./list-connections";
import { test } from "./test-connection";
import { update } from "./update-connection";

export const connections = router({ list, create, update, test });

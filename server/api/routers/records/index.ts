import { router } from "@/server/api/trpc";
import { createCollection } from "./create-collection";
import { create } from "./create-record";
import { get } from "./get-record";
import { collections } from "./list-collections";
import { list } from "./list-records";
import { history } from "./record-history";
import { remove } from "./remove-record";
import { update } from "./update-record";

export const records = router({ collections, createCollection, list, get, history, create, update, remove });

import { router } from "@/server/api/trpc";
import { get } from "./get-entry";
import { list } from "./list-entries";
import { previewReversal } from "./preview-reversal";
import { reverse } from "./reverse";

export const audit = router({ list, get, previewReversal, reverse });

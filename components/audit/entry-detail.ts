import type { Outputs } from "@/components/api";

/** One entry as the API gives it: itself, how it came about, its action and whether that can be taken back. */
export type EntryDetail = Outputs["audit"]["get"];

import type { Json, JsonObject } from "@/workflow/json";

/** What a run knows of whom it writes to: what it began with, and the records that it found since. */
export type KnownOfRun = { arrived: JsonObject; found: Json[] };

const MOST_FOUND = 1_000;

/**
 * `KnownOfRun` of a run, as an SQL expression over its id.
 * @param runId a parameter or column
 */
export const knownOfRunSql = (runId: string): string => `
  (SELECT jsonb_build_object('arrived', event.body, 'found', coalesce((
     SELECT jsonb_agg(record) FROM (
       SELECT record FROM run_step step CROSS JOIN LATERAL jsonb_array_elements(
         jsonb_path_query_array(step.output, '$.record') || jsonb_path_query_array(step.output, '$.records[*].record')) AS record
       WHERE step.run_id = begun.id LIMIT ${MOST_FOUND}) AS found), '[]'))
   FROM run begun JOIN event ON event.id = begun.event_id WHERE begun.id = ${runId})`;

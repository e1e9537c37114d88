import type { Api } from "./people";
import { until } from "./story";

type Status = "queued" | "running" | "waiting" | "degraded" | "done" | "failed" | "canceled";

/** Waits for the newest run about a subject to come to one of these states. */
export async function untilRun(
  api: Api,
  match: { search: string; order?: string; workflowId?: string },
  statuses: Status[],
  seconds?: number,
) {
  return until(
    `a run about ${match.search} to be ${statuses.join(" or ")}`,
    async () => {
      const { items } = await api.runs.list.query({
        search: match.search,
        workflowId: match.workflowId,
        limit: 20,
      });
      for (const item of items) {
        if (!statuses.includes(item.status)) continue;
        const run = await api.runs.get.query({ runId: item.id });
        if (!match.order || run.event.body.order === match.order) return run;
      }
      return null;
    },
    seconds,
  );
}

export async function countRuns(api: Api, search: string, order: string): Promise<number> {
  const { items } = await api.runs.list.query({ search, limit: 100 });
  const runs = await Promise.all(items.map((item) => api.runs.get.query({ runId: item.id })));
  return runs.filter((run) => run.event.body.order === order).length;
}

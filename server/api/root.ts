import { audit } from "./routers/audit";
import { connections } from "./routers/connections";
import { guardrails } from "./routers/guardrails";
import { operations } from "./routers/operations";
import { records } from "./routers/records";
import { reviews } from "./routers/reviews";
import { runs } from "./routers/runs";
import { search } from "./routers/search";
import { settings } from "./routers/settings";
import { workflows } from "./routers/workflows";
import { router } from "./trpc";

/** Every procedure of the product; `import type { AppRouter }` is all a browser sees of it. */
export const appRouter = router({
  audit,
  connections,
  guardrails,
  operations,
  records,
  reviews,
  runs,
  search,
  settings,
  workflows,
});

export type AppRouter = typeof appRouter;

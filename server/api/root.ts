import { reviews } from "./routers/reviews";
import { runs } from "./routers/runs";
import { search } from "./routers/search";
import { settings } from "./routers/settings";
import { workflows } from "./routers/workflows";
import { router } from "./trpc";

/** Every procedure of the product; `import type { AppRouter }` is all a browser sees of it. */
export const appRouter = router({
  reviews,
  runs,
  search,
  settings,
  workflows,
});

export type AppRouter = typeof appRouter;

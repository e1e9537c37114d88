import { router } from "./trpc";

/** Every procedure of the product; `import type { AppRouter }` is all a browser sees of it. */
export const appRouter = router({});

export type AppRouter = typeof appRouter;

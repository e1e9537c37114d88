"use client";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";

const context = createTRPCContext<AppRouter>();
export const useTRPC = context.useTRPC;

export type Inputs = inferRouterInputs<AppRouter>;
export type Outputs = inferRouterOutputs<AppRouter>;

/** What to tell a person about a failed call: the server's sentence, or that the server was not reached. */
export function errorSentence(error: unknown): string {
  if (error instanceof TRPCClientError && error.data) return error.message;
  return "Handoff could not be reached. Check your connection; what you entered is still here.";
}

/** The server's code for a failed call, e.g. CONFLICT; undefined where it was not reached. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof TRPCClientError ? (error.data as { code?: string } | null)?.code : undefined;
}

function makeQueryClient(): QueryClient {
  const leaveIfSignedOut = (error: unknown) => {
    if (errorCode(error) !== "UNAUTHORIZED") return;
    window.location.assign(
      `/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`,
    );
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveIfSignedOut }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        leaveIfSignedOut(error);
        // A form that shows its own errors says so; everything else is told in a toast.
        if (!mutation.meta?.handlesErrors) toast.error(errorSentence(error));
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // An answer from the server stands; only a lost connection is worth another try.
        retry: (count, error) => errorCode(error) === undefined && count < 3,
      },
    },
  });
}

/** The product's API for everything below: typed queries, kept fresh by the live stream. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [httpBatchLink({ url: "/api/trpc", transformer: superjson, maxURLLength: 4_000, maxItems: 20 })],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}

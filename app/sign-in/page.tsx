import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/frame/sign-in-form";
import { returnPath } from "@/server/identity/return-path";
import { readSession } from "@/server/identity/session";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const next = returnPath((await searchParams).next);
  if (await readSession(await headers())) redirect(next);
  return (
    <main className="grid min-h-dvh place-items-center p-5">
      <div className="w-full max-w-sm">
        <h1 className="font-semibold text-[28px] leading-9">Handoff</h1>
        <p className="mt-1 mb-7 text-muted text-sm">
          Approvals, follow-ups, updates and handoffs, handled and proven.
        </p>
        <SignInForm next={next} />
      </div>
    </main>
  );
}

import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FormPage } from "@/components/form-page/form-page";
import { readPublicForm } from "@/server/workflows/read-form";

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<{ [key: string]: string | string[] | undefined }>;
};

export const dynamic = "force-dynamic";

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const form = await readPublicForm((await params).token);
  return {
    title: form ? `${form.title || "Form"} · ${form.organization.name}` : "Not found",
    // The address is the only key to the form: neither search engines nor linked pages are to learn it.
    robots: { index: false, follow: false },
    referrer: "same-origin",
  };
}

export default async function Page({ params, searchParams }: Props) {
  const { token } = await params;
  const form = await readPublicForm(token);
  if (!form) notFound();
  const sent = (await searchParams).sent === "1";
  return <FormPage form={form} token={token} sent={sent} submissionId={randomUUID()} />;
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { sectionOf } from "@/components/settings/sections";
import { Settings } from "@/components/settings/settings";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage({ params }: { params: Promise<{ section?: string[] }> }) {
  const section = sectionOf((await params).section);
  if (!section) notFound();
  return <Settings section={section} />;
}

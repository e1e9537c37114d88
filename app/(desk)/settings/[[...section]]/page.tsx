import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connectionOf, sectionOf } from "@/components/settings/sections";
import { Settings } from "@/components/settings/settings";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage({ params }: { params: Promise<{ section?: string[] }> }) {
  const { section: path } = await params;
  const connectionId = connectionOf(path);
  const section = connectionId ? "connections" : sectionOf(path);
  if (!section) notFound();
  return <Settings section={section} connectionId={connectionId} />;
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Records } from "@/components/records/records";

export const metadata: Metadata = { title: "Records" };

/** /records/<collection>/<record>; both may be left out. */
export default async function RecordsPage({ params }: { params: Promise<{ path?: string[] }> }) {
  const [collectionId = null, recordId = null, ...more] = (await params).path ?? [];
  if (more.length > 0) notFound();
  return <Records collectionId={collectionId} recordId={recordId} />;
}

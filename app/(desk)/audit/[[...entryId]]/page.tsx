import type { Metadata } from "next";
import { Ledger } from "@/components/audit/ledger";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ params }: { params: Promise<{ entryId?: string[] }> }) {
  const [entryId = null] = (await params).entryId ?? [];
  return <Ledger entryId={entryId} />;
}

import type { Metadata } from "next";
import { Operations } from "@/components/operations/operations";

export const metadata: Metadata = { title: "Operations" };

export default function OperationsPage() {
  return <Operations />;
}

import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <EmptyState
        title="There is nothing here"
        description="The address may be mistyped, or what stood here belongs to another organization."
        action={
          <Button asChild variant="primary">
            <Link href="/inbox">Go to the inbox</Link>
          </Button>
        }
      />
    </main>
  );
}

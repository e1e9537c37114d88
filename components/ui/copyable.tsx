"use client";
import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";

/** Text to be used elsewhere, with a button that copies it; more buttons may follow. */
export function Copyable({ text, label, children }: { text: string; label: string; children?: ReactNode }) {
  return (
    <div className="flex items-center gap-1 rounded-md border border-line bg-subtle py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 truncate font-mono text-xs" title={text}>
        {text}
      </code>
      <Button
        variant="quiet"
        size="icon"
        aria-label={`Copy the ${label}`}
        onClick={() => navigator.clipboard.writeText(text).then(() => toast.success(`Copied the ${label}`))}
      >
        <Copy size={14} aria-hidden />
      </Button>
      {children}
    </div>
  );
}

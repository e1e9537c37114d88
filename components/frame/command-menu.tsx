"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useTRPC } from "@/components/api";
import { OVERLAY } from "@/components/ui/overlay";
import { useReturnFocus } from "@/components/ui/use-return-focus";
import { destinationsFor } from "./navigation";
import { usePageCommands } from "./page-commands";
import { searchGroups } from "./search-groups";
import type { FrameViewer } from "./viewer";

/** Ctrl+K: finds anything (workflow, run, review, record), goes anywhere, and does what the page offers. */
export function CommandMenu(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  viewer: FrameViewer;
}) {
  const { open, onOpenChange, viewer } = props;
  const trpc = useTRPC();
  const router = useRouter();
  const [text, setText] = useState("");
  const query = useDeferredValue(text.trim());
  const found = useQuery({
    ...trpc.search.everything.queryOptions({ query }),
    enabled: open && query.length >= 2,
    placeholderData: keepPreviousData,
  });

  const words = text.trim().toLowerCase();
  const here = usePageCommands().filter(({ label }) => label.toLowerCase().includes(words));
  // Done once this menu has left and given the focus back: a dialog that it opens returns the focus there in turn.
  const { remember, giveBack } = useReturnFocus();
  const chosen = useRef<(() => void) | null>(null);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      onOpenChange(!open);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [open, onOpenChange]);

  const go = (href: string) => {
    onOpenChange(false);
    setText("");
    router.push(href);
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={remember}
          onCloseAutoFocus={(event) => {
            giveBack(event);
            chosen.current?.();
            chosen.current = null;
          }}
          className="-translate-x-1/2 fixed top-[14dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl overflow-hidden rounded-lg border border-line-strong bg-panel shadow-float"
        >
          <Radix.Title className="sr-only">Search</Radix.Title>
          <Command loop shouldFilter={false}>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Search workflows, runs, reviews, records"
              className="h-12 w-full border-line border-b bg-transparent px-4 text-sm outline-none"
            />
            <Command.List className="max-h-[50dvh] overflow-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-[13px] text-muted">
                {query.length < 2
                  ? "Type at least two letters."
                  : found.isFetching
                    ? "Searching…"
                    : "Nothing found."}
              </Command.Empty>
              {here.length > 0 && (
                <Group heading="On this page">
                  {here.map(({ label, keys, run }) => (
                    <Item
                      key={label}
                      value={`do ${label}`}
                      label={label}
                      detail={keys}
                      onSelect={() => {
                        chosen.current = run;
                        onOpenChange(false);
                        setText("");
                      }}
                    />
                  ))}
                </Group>
              )}
              {(found.data ? searchGroups(found.data) : []).map((group) => (
                <Group key={group.label} heading={group.label}>
                  {group.items.map((item) => (
                    <Item
                      key={item.href}
                      value={item.href}
                      onSelect={() => go(item.href)}
                      label={item.label}
                      detail={item.detail}
                    />
                  ))}
                </Group>
              ))}
              <Group heading="Go to">
                {destinationsFor(viewer.role)
                  .filter((each) => each.label.toLowerCase().includes(words))
                  .map((each) => (
                    <Item
                      key={each.href}
                      value={`go ${each.href}`}
                      onSelect={() => go(each.href)}
                      label={each.label}
                    />
                  ))}
              </Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Group(props: { heading: string; children: React.ReactNode }) {
  return (
    <Command.Group
      heading={props.heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs"
    >
      {props.children}
    </Command.Group>
  );
}

function Item(props: { value: string; label: string; detail?: string; onSelect: () => void }) {
  return (
    <Command.Item
      value={props.value}
      onSelect={props.onSelect}
      className="flex h-9 cursor-pointer pointer-coarse:h-10 items-center gap-3 rounded-md px-2.5 text-[13px] data-[selected=true]:bg-hover"
    >
      <span className="truncate">{props.label}</span>
      {props.detail && <span className="ml-auto shrink-0 text-muted text-xs">{props.detail}</span>}
    </Command.Item>
  );
}

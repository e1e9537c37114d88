"use client";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { SearchBox } from "@/components/ui/search-box";
import { Select, type SelectOption } from "@/components/ui/select";
import type { useAddress } from "@/components/use-address";
import { ACTOR_KINDS, OBJECTS, SPANS } from "./ledger-filters";

const ANY = "any";
const asOptions = (list: readonly { id: string; label: string }[]): SelectOption[] =>
  list.map(({ id, label }) => ({ value: id, label }));

/** What the ledger is narrowed to, read like a sentence: "by Dana, on records, last 7 days". */
export function FilterChips({ address }: { address: ReturnType<typeof useAddress> }) {
  const { get, set } = address;
  const trpc = useTRPC();
  const people = useQuery(trpc.settings.people.queryOptions());
  const scopes = [
    { name: "run", words: "in one run" },
    { name: "workflow", words: "of one workflow" },
    { name: "action", words: "about one action" },
    { name: "object", words: "about one thing" },
  ].filter(({ name }) => get(name) !== null);
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-6">
      <Chip
        label="Who"
        name="by"
        address={address}
        options={[
          { value: ANY, label: "by anyone" },
          ...(people.data ?? []).map(({ id, name }) => ({ value: id, label: `by ${name}` })),
          ...asOptions(ACTOR_KINDS),
        ]}
      />
      <Chip
        label="What"
        name="on"
        address={address}
        options={[{ value: ANY, label: "on anything" }, ...asOptions(OBJECTS)]}
      />
      <Chip
        label="When"
        name="since"
        address={address}
        options={[{ value: ANY, label: "at any time" }, ...asOptions(SPANS)]}
      />
      {scopes.map(({ name, words }) => (
        <button
          key={name}
          type="button"
          onClick={() => set({ [name]: null })}
          className="inline-flex h-7 items-center gap-1 rounded-md border border-accent bg-selected px-2 text-xs hover:bg-hover pointer-coarse:h-10"
          aria-label={`No longer only ${words}`}
        >
          {words} <X size={12} aria-hidden />
        </button>
      ))}
      <SearchBox
        label="Search the log"
        placeholder="Words in it  /"
        className="h-7 pointer-coarse:h-10 sm:w-52"
        value={get("search") ?? ""}
        onChange={(text) => set({ search: text || null }, "replace")}
      />
      {["by", "on", "since", "search", ...scopes.map(({ name }) => name)].some(
        (name) => get(name) !== null,
      ) && (
        <Button
          variant="quiet"
          size="small"
          onClick={() =>
            set({
              by: null,
              on: null,
              since: null,
              search: null,
              run: null,
              workflow: null,
              action: null,
              object: null,
            })
          }
        >
          Show everything
        </Button>
      )}
    </div>
  );
}

function Chip(props: {
  label: string;
  name: string;
  options: readonly SelectOption[];
  address: ReturnType<typeof useAddress>;
}) {
  const value = props.address.get(props.name) ?? ANY;
  const known = props.options.some((option) => option.value === value);
  return (
    <Select
      size="small"
      aria-label={props.label}
      className={cn("max-w-48 pointer-coarse:h-10", value !== ANY && known && "border-accent bg-selected")}
      value={known ? value : ANY}
      options={props.options}
      onValueChange={(next) => props.address.set({ [props.name]: next === ANY ? null : next })}
    />
  );
}

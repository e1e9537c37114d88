"use client";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";

export type GivenDocument = { text: string } | { url: string };

const WAYS = [
  { value: "file", label: "From a file" },
  { value: "url", label: "From an address" },
  { value: "text", label: "By pasting it" },
] as const;
type Way = (typeof WAYS)[number]["value"];

/** Three ways to give a document. */
export function DocumentFields(props: {
  onChange: (document: GivenDocument | null) => void;
  problem?: string;
  /** Where it was fetched from last time. */
  source?: string;
}) {
  const { onChange, problem, source = "" } = props;
  const [way, setWay] = useState<Way>(source === "" ? "file" : "url");
  const [unreadable, setUnreadable] = useState<string>();
  const read = async (file: File | undefined) => {
    setUnreadable(undefined);
    onChange(null);
    if (!file) return;
    try {
      onChange({ text: await file.text() });
    } catch {
      setUnreadable("This file could not be read. Choose it again.");
    }
  };
  const error = unreadable ?? problem;
  return (
    <>
      <Field id="document-way" label="The document comes">
        <Select
          id="document-way"
          value={way}
          options={WAYS}
          onValueChange={(next) => {
            setWay(next as Way);
            onChange(next === "url" && source !== "" ? { url: source } : null);
          }}
        />
      </Field>
      {way === "file" && (
        <Field
          id="document-file"
          label="File"
          help="OpenAPI 3.0 or 3.1, as JSON or YAML, up to 16 MiB."
          error={error}
        >
          <input
            id="document-file"
            type="file"
            accept=".json,.yaml,.yml,application/json,text/yaml"
            aria-invalid={error !== undefined}
            aria-describedby={error ? "document-file-error" : undefined}
            className="text-[13px] file:mr-3 file:h-8 pointer-coarse:file:h-10 file:cursor-pointer file:rounded-md file:border file:border-line-strong file:bg-panel file:px-3 file:text-[13px] file:text-ink"
            onChange={(event) => void read(event.target.files?.[0])}
          />
        </Field>
      )}
      {way === "url" && (
        <Field
          id="document-url"
          label="Address"
          help="On the public internet; it is fetched once."
          error={error}
        >
          <Input
            id="document-url"
            defaultValue={source}
            placeholder="https://api.example.com/openapi.json"
            aria-invalid={error !== undefined}
            aria-describedby={error ? "document-url-error" : undefined}
            onChange={(event) => {
              const url = event.target.value.trim();
              onChange(url === "" ? null : { url });
            }}
          />
        </Field>
      )}
      {way === "text" && (
        <Field id="document-text" label="Document" error={error}>
          <Textarea
            id="document-text"
            rows={8}
            className="font-mono text-xs"
            aria-invalid={error !== undefined}
            aria-describedby={error ? "document-text-error" : undefined}
            onChange={(event) =>
              onChange(event.target.value.trim() === "" ? null : { text: event.target.value })
            }
          />
        </Field>
      )}
    </>
  );
}

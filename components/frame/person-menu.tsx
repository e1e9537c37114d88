"use client";
import { LogOut, Monitor, Moon, Sun } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { rememberChoice } from "./remember";
import type { FrameViewer } from "./viewer";

const THEMES = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "As the system", icon: Monitor },
] as const;

/** The person at the foot of the rail: organization, theme, sign-out. */
export function PersonMenu({ viewer, collapsed }: { viewer: FrameViewer; collapsed: boolean }) {
  return (
    <div className="border-line border-t p-2">
      <Menu>
        <MenuTrigger
          className={cn(
            "flex w-full items-center gap-2.5 rounded-md py-1.5 text-left hover:bg-hover",
            collapsed ? "justify-center" : "px-2",
          )}
          aria-label={`${viewer.name}, ${viewer.role}`}
        >
          <span className="grid size-7 shrink-0 place-items-center rounded-full border border-line-strong font-medium text-xs">
            {initials(viewer.name)}
          </span>
          {!collapsed && (
            <span className="min-w-0 text-[13px] leading-4">
              <span className="block truncate font-medium">{viewer.name}</span>
              <span className="block truncate text-muted text-xs">
                {viewer.role} · {viewer.organizationName}
              </span>
            </span>
          )}
        </MenuTrigger>
        <MenuContent side="top" align="start" className="w-52">
          <p className="truncate px-2 py-1.5 text-muted text-xs">{viewer.email}</p>
          <MenuSeparator />
          {THEMES.map(({ value, label, icon: Icon }) => (
            <MenuItem key={value} onSelect={() => chooseTheme(value)}>
              <Icon size={14} aria-hidden /> {label}
            </MenuItem>
          ))}
          <MenuSeparator />
          <MenuItem onSelect={signOut}>
            <LogOut size={14} aria-hidden /> Sign out
          </MenuItem>
        </MenuContent>
      </Menu>
    </div>
  );
}

function chooseTheme(theme: "light" | "dark" | "system"): void {
  rememberChoice("theme", theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

async function signOut(): Promise<void> {
  await fetch("/api/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  window.location.assign("/sign-in");
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((part) => part[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
}

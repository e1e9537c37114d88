"use client";
import { useQuery } from "@tanstack/react-query";
import { Menu as MenuIcon, PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Toaster } from "sonner";
import { ApiProvider, useTRPC } from "@/components/api";
import { LiveProvider } from "@/components/live";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";
import { TimeZoneProvider } from "@/components/ui/time";
import { CommandMenu } from "./command-menu";
import { HealthDot } from "./health-dot";
import { destinationsFor } from "./navigation";
import { PersonMenu } from "./person-menu";
import { rememberChoice } from "./remember";
import { SendingBanner } from "./sending-banner";
import { type FrameViewer, ViewerProvider } from "./viewer";

/** Everything around a page: where one can go, where one is, search, health, and who one is. */
export function Frame(props: {
  viewer: FrameViewer;
  timeZone: string;
  collapsed: boolean;
  children: ReactNode;
}) {
  return (
    <ApiProvider>
      <LiveProvider>
        <TimeZoneProvider value={props.timeZone}>
          <ViewerProvider value={props.viewer}>
            <Layout {...props} />
            <Toaster
              position="bottom-center"
              toastOptions={{ className: "!bg-ink !text-canvas !border-transparent !text-[13px]" }}
            />
          </ViewerProvider>
        </TimeZoneProvider>
      </LiveProvider>
    </ApiProvider>
  );
}

function Layout({
  viewer,
  collapsed: initial,
  children,
}: {
  viewer: FrameViewer;
  collapsed: boolean;
  children: ReactNode;
}) {
  const [collapsed, setCollapsed] = useState(initial);
  const [searching, setSearching] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  const pathname = usePathname();
  const here = destinationsFor(viewer.role).find((each) => pathname.startsWith(each.href));
  const toggle = () => {
    setCollapsed(!collapsed);
    rememberChoice("rail", collapsed ? "open" : "closed");
  };

  return (
    <div className="flex h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-panel focus:p-3"
      >
        Skip to the page
      </a>
      <aside
        className={cn(
          "hidden shrink-0 flex-col border-line border-r bg-panel sm:flex",
          collapsed ? "w-14" : "w-[220px]",
        )}
      >
        <div
          className={cn("flex h-12 items-center", collapsed ? "justify-center" : "justify-between pr-2 pl-4")}
        >
          {!collapsed && <span className="font-semibold text-base">Handoff</span>}
          <Button
            variant="quiet"
            size="icon"
            aria-label={collapsed ? "Widen the menu" : "Narrow the menu"}
            onClick={toggle}
          >
            {collapsed ? <PanelLeftOpen size={16} aria-hidden /> : <PanelLeftClose size={16} aria-hidden />}
          </Button>
        </div>
        <Rail viewer={viewer} collapsed={collapsed} />
        <PersonMenu viewer={viewer} collapsed={collapsed} />
      </aside>
      <Sheet open={menuOpen} onOpenChange={setMenuOpen}>
        <SheetContent side="left" className="w-64 p-0 pt-3" aria-describedby={undefined}>
          <SheetTitle className="px-4 pb-2 font-semibold text-base">Handoff</SheetTitle>
          <Rail viewer={viewer} collapsed={false} onGo={() => setMenuOpen(false)} />
          <PersonMenu viewer={viewer} collapsed={false} />
        </SheetContent>
      </Sheet>
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex h-12 shrink-0 items-center gap-2 border-line border-b bg-panel px-3 sm:px-4">
          <Button
            variant="quiet"
            size="icon"
            className="sm:hidden"
            aria-label="Menu"
            onClick={() => setMenuOpen(true)}
          >
            <MenuIcon size={18} aria-hidden />
          </Button>
          <nav aria-label="Where you are" className="flex min-w-0 items-center gap-2 text-[13px]">
            <span className="hidden truncate text-muted sm:inline">{viewer.organizationName}</span>
            <span className="hidden text-muted sm:inline" aria-hidden>
              /
            </span>
            {here && (
              <Link href={here.href} className="truncate font-medium hover:underline">
                {here.label}
              </Link>
            )}
          </nav>
          <div className="ml-auto flex items-center gap-2">
            <Button
              variant="secondary"
              className="text-muted"
              onClick={() => setSearching(true)}
              aria-label="Search"
            >
              <Search size={14} aria-hidden />
              <span className="hidden sm:inline">Search</span>
              <Kbd>Ctrl K</Kbd>
            </Button>
            <HealthDot />
          </div>
        </div>
        <SendingBanner />
        <main id="main" className="relative min-h-0 flex-1 overflow-auto">
          {children}
        </main>
      </div>
      <CommandMenu open={searching} onOpenChange={setSearching} viewer={viewer} />
    </div>
  );
}

function Rail({ viewer, collapsed, onGo }: { viewer: FrameViewer; collapsed: boolean; onGo?: () => void }) {
  const trpc = useTRPC();
  const pathname = usePathname();
  const counts = useQuery(trpc.reviews.count.queryOptions());
  const waiting = counts.data?.mine ?? 0;
  return (
    <nav aria-label="Main" className="flex-1 overflow-y-auto px-2">
      <ul className="flex flex-col gap-0.5">
        {destinationsFor(viewer.role).map(({ href, label, icon: Icon }) => {
          const current = pathname.startsWith(href);
          const badge = href === "/inbox" && waiting > 0 ? waiting : null;
          return (
            <li key={href}>
              <Link
                href={href}
                onClick={onGo}
                aria-current={current ? "page" : undefined}
                title={collapsed ? label : undefined}
                className={cn(
                  "relative flex h-8 items-center gap-2.5 rounded-md text-[13px] text-muted hover:bg-hover hover:text-ink pointer-coarse:h-11",
                  collapsed ? "justify-center" : "px-2",
                  current && "bg-hover font-medium text-ink",
                )}
              >
                <Icon size={16} aria-hidden />
                <span className={collapsed ? "sr-only" : undefined}>{label}</span>
                {badge !== null && (
                  <span
                    className={cn(
                      "rounded-full bg-accent px-1.5 font-medium text-[11px] text-on-accent leading-4",
                      collapsed ? "-top-0.5 absolute right-0.5" : "ml-auto",
                    )}
                  >
                    {badge > 99 ? "99+" : badge}
                    <span className="sr-only"> waiting for you</span>
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { Frame } from "@/components/frame/frame";
import { signInPath } from "@/server/identity/return-path";
import { readSession } from "@/server/identity/session";
import { readTimeZone } from "@/server/organization/read-time-zone";

/** Everything behind the sign-in. Pages load their data through procedures, which check again for themselves. */
export default async function DeskLayout({ children }: { children: ReactNode }) {
  const requestHeaders = await headers();
  const viewer = await readSession(requestHeaders);
  if (!viewer) redirect(signInPath(requestHeaders));
  const { id, name, email, role, organizationName, organizationId } = viewer;
  return (
    <Frame
      viewer={{ id, name, email, role, organizationName }}
      timeZone={await readTimeZone(organizationId)}
      collapsed={(await cookies()).get("rail")?.value === "closed"}
    >
      {children}
    </Frame>
  );
}

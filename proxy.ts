import { type NextRequest, NextResponse } from "next/server";
import { PATH_HEADER } from "@/server/identity/return-path";

/** Tells pages the address that was asked for. Who may see them is decided there, never here. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

/** Pages of the desk alone. */
export const config = { matcher: ["/((?!api/|_next/|f/|sign-in|icon.svg).+)"] };

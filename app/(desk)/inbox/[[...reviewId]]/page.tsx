import type { Metadata } from "next";
import { Inbox } from "@/components/inbox/inbox";
import { viewOf } from "@/components/inbox/views";

export const metadata: Metadata = { title: "Inbox" };

type Props = { params: Promise<{ reviewId?: string[] }>; searchParams: Promise<{ view?: string }> };

export default async function InboxPage({ params, searchParams }: Props) {
  const [reviewId = null] = (await params).reviewId ?? [];
  return <Inbox reviewId={reviewId} view={viewOf((await searchParams).view)} />;
}

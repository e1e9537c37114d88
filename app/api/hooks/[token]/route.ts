import { answerWebRequest } from "@/server/intake/answer-web-request";

/** Webhooks, where no intake process stands in front. */
export async function POST(request: Request, { params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return answerWebRequest("webhook", token, request);
}

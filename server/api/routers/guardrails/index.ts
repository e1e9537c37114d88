import { router } from "@/server/api/trpc";
import { fourEyes, previewFourEyes, setFourEyes } from "./four-eyes";
import { hosts, previewHosts, setHosts } from "./hosts";
import { moneyCaps } from "./list-money-caps";
import { messages, previewMessages, setMessages } from "./messages";
import { previewMoneyCap } from "./preview-money-cap";
import { setMoneyCap } from "./set-money-cap";

export const guardrails = router({
  moneyCaps,
  previewMoneyCap,
  setMoneyCap,
  fourEyes,
  previewFourEyes,
  setFourEyes,
  hosts,
  previewHosts,
  setHosts,
  messages,
  previewMessages,
  setMessages,
});

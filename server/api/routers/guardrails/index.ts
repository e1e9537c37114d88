import { router } from "@/server/api/trpc";
import { moneyCaps } from "./list-money-caps";
import { setMoneyCap } from "./set-money-cap";

export const guardrails = router({ moneyCaps, setMoneyCap });

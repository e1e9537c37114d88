import { handleAuth } from "@/server/identity/auth";

export { handleAuth as POST };

import { auth } from "@/server/identity/auth";

const handle = (request: Request) => auth().handler(request);

export { handle as GET, handle as POST };

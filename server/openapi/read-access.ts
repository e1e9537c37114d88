import { isJsonObject, type JsonObject } from "@/workflow/json";
import { resolve } from "./resolve";

/** Where a document says that its interface stands, and how one signs in there. */
export type Access = {
  title: string;
  version: string;
  /** Whole addresses; empty when the document names none. */
  addresses: string[];
  /** Ways to sign in, the one that counts for all operations first. `name`: of the header or query parameter. */
  signIn: { kind: "bearer" | "basic" | "header" | "query"; name?: string; label: string }[];
};

/** @param source the address that the document came from, against which its own may be relative */
export function readAccess(document: JsonObject, source?: string): Access {
  const info = isJsonObject(document.info) ? document.info : {};
  return {
    title: text(info.title, 120) || "Unnamed interface",
    version: text(info.version, 40),
    addresses: readAddresses(document, source),
    signIn: readSignIn(document),
  };
}

function readAddresses({ servers }: JsonObject, source?: string): string[] {
  const listed = Array.isArray(servers) ? servers.slice(0, 10) : [];
  return listed.flatMap((server) => {
    if (!isJsonObject(server) || typeof server.url !== "string") return [];
    const variables = isJsonObject(server.variables) ? server.variables : {};
    const filled = server.url.replace(/\{([^{}]{1,60})\}/g, (whole, name: string) => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return isJsonObject(variable) && typeof variable.default === "string" ? variable.default : whole;
    });
    try {
      const url = new URL(filled, source);
      if (!/^https?:$/.test(url.protocol) || url.username !== "") return [];
      return [`${url.origin}${url.pathname}`.replace(/\/+$/, "")];
    } catch {
      return [];
    }
  });
}

function readSignIn(document: JsonObject): Access["signIn"] {
  const components = isJsonObject(document.components) ? document.components : {};
  const schemes = isJsonObject(components.securitySchemes) ? components.securitySchemes : {};
  const wanted = Array.isArray(document.security)
    ? document.security.flatMap((each) => (isJsonObject(each) ? Object.keys(each) : []))
    : [];
  const names = [...new Set([...wanted, ...Object.keys(schemes)])].slice(0, 20);
  const ways = names.flatMap((name) => {
    const scheme = resolve(document, Object.hasOwn(schemes, name) ? schemes[name] : undefined);
    const way = scheme && wayOf(scheme);
    return way ? [{ ...way, label: name }] : [];
  });
  return ways.filter(
    (way, at) => ways.findIndex((each) => each.kind === way.kind && each.name === way.name) === at,
  );
}

function wayOf(scheme: JsonObject): Omit<Access["signIn"][number], "label"> | null {
  const name = text(scheme.name, 60);
  switch (scheme.type) {
    case "http":
      if (scheme.scheme === "basic") return { kind: "basic" };
      return scheme.scheme === "bearer" ? { kind: "bearer" } : null;
    case "apiKey":
      if (name === "") return null;
      return scheme.in === "header" || scheme.in === "query" ? { kind: scheme.in, name } : null;
    case "oauth2":
    case "openIdConnect":
      return { kind: "bearer" };
    default:
      return null;
  }
}

function text(value: unknown, most: number): string {
  return typeof value === "string" ? value.trim().slice(0, most) : "";
}

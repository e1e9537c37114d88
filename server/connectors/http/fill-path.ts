import { MendAction } from "../failures";

const PARAMETER = /\{([^{}]*)\}/g;

/** The names that stand in braces in a path. */
export function parametersOf(template: string): string[] {
  return [...template.matchAll(PARAMETER)].map(([, name = ""]) => name);
}

/** A path with its parameters filled in; each value stays one part of it. @throws MendAction naming the one that is not there */
export function fillPath(template: string, values: { readonly [name: string]: string }): string {
  return template.replace(PARAMETER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value === "" || value === "." || value === "..") {
      throw new MendAction(`“${name}” is missing, or cannot stand in a path.`, `values.path/${name}`);
    }
    return encodeURIComponent(value);
  });
}

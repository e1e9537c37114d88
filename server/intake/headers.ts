/** Request headers by lower-case name. */
export type Headers = { readonly [name: string]: string | undefined };

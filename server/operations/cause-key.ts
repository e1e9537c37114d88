/**
 * In a SELECT from `effect`: what its reason says without what is particular to it — addresses, paths, ids, amounts —
 * so that what has one cause groups. A status that was answered stays, and so do the names of fields. What is not known
 * to be a value stays too: causes that differ never become one by mistake.
 */
export const CAUSE_KEY = [
  // https://example.com/things/7, and the path in "answered 404 to GET /things/7"
  String.raw`https?://\S+`,
  String.raw`(?<=\m(?:GET|HEAD|POST|PUT|PATCH|DELETE) )/\S*`,
  String.raw`[^\s“”"<>]+@[^\s“”"<>]+\w`,
  "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
  // Everything with a digit in it, but for the status: 12.50, INV-77, 127.0.0.1:8080.
  String.raw`(?<!answered )(?<![^\s“”"(])[^\s“”"()]*\d[^\s“”"()]*\w|(?<!answered )\m\d\M`,
].reduce((text, value) => `regexp_replace(${text}, '${value}', '…', 'g')`, "effect.reason");

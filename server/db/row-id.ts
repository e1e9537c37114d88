import { v7 } from "uuid";

/**
 * An id for a row of a table that grows for ever; made here where it has to be known before the row is written, and by
 * Postgres everywhere else (`row_id()`). It rises with time, so that rows made together stand together in every index. It
 * tells when it was made, and can be guessed more easily than a random one: nothing secret may hang on it.
 */
export const rowId = (): string => v7();

/** The ways out of a node that goes through a list: what is done for each item, and what follows. */
export const EACH_ITEM = "item";
export const ALL_DONE = "done";

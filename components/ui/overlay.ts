/** What dims the page behind something that wants all attention. */
export const OVERLAY = "fixed inset-0 z-40 bg-veil";

/** Of the 1,000 steps that an engine allows a run; the rest is for waits that look again. */
export const STEPS_A_RUN = 900;
/** Begun, accepted and settled: an action or question that waits twice. Any other node is one step or less. */
export const STEPS_A_LONG_NODE = 7;

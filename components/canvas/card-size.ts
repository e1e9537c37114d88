/** Size of a node's card on the canvas, in flow pixels; the height is that of one with a single way out. */
export const NODE_WIDTH = 240;
export const NODE_HEIGHT = 76;

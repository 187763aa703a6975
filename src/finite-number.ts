/** Whether a value is a number, and not one without end: `JSON.parse` makes Infinity of 1e400. */
export const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value)

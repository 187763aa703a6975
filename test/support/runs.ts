/** `npm run test:long` tries each property with that many times as many examples. */
const FACTOR = Number(process.env.ASAP_RUNS_FACTOR ?? 1)

/** With how many examples a property is tried. */
export const runs = (count: number) => ({ numRuns: Math.ceil(count * FACTOR) })

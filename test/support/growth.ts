/** How many times longer the long input is. */
const FACTOR = 16

/**
 * How much longer `run` takes for one input of 16 times `length` than for 16 inputs of `length`: about 1 where it is
 * linear, 16 where it is quadratic. Of several measurements the best counts, since everything else that the machine does
 * only adds to one; there are more of them where the first do not settle it.
 */
export function growth(run: (length: number) => void, length = 1024): number {
  let [long, short] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let sample = 0; sample < 40 && !(long / short < LINEAR / 2); sample += 1) {
    long = Math.min(long, duration(run, FACTOR * length, 1))
    short = Math.min(short, duration(run, length, FACTOR))
  }
  return long / short
}

/** Between linear and quadratic, with room on both sides. */
export const LINEAR = 6

function duration(run: (length: number) => void, length: number, times: number): number {
  const started = performance.now()
  for (let time = 0; time < times; time += 1) run(length)
  return performance.now() - started
}

import { answer } from './child.js'
import { type Subject, subjects } from './in-process-subjects.js'
import { processorTime } from './processor-time.js'
import { proofSubjects } from './proof-subjects.js'

/** Calls a subject so many times; the answer is what one call took, in microseconds. */
export interface Calls {
  readonly subject: string
  readonly batches: number
}

/** Inputs are made for so many calls at once, before the clock starts. */
const BATCH = 100

/** Processor time rather than time: it leaves out what other programs did meanwhile, and counts the garbage collector. */
answer(async ({ subject, batches }: Calls): Promise<number> => {
  const { prepare } = [...subjects, ...proofSubjects].find(({ name }) => name === subject) as Subject
  let microseconds = 0
  for (let done = 0; done < batches; done++) {
    const run = prepare(BATCH)
    const start = processorTime()
    const good = await run()
    microseconds += processorTime() - start
    if (good !== BATCH) throw new Error(`${subject}: ${BATCH - good} of ${BATCH} calls went wrong`)
  }
  return microseconds / (batches * BATCH)
})

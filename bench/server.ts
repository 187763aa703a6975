import { answer } from './child.js'
import { contenders } from './contenders.js'
import { listen } from './listen.js'

/** Starts a contender; the answer is its port. */
export interface Serve {
  readonly serve: string
}

answer(async ({ serve }: Serve): Promise<number> => {
  const contender = contenders.find(({ name }) => name === serve)
  if (contender === undefined) throw new Error(`no contender is called ${serve}`)
  return listen(await contender.serve())
})

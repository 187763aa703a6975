import { answer, listen } from './child.js'
import { contenders } from './contenders.js'

/** `serve` starts a contender and gives its port; `usage` is the processor time so far, in milliseconds. */
export type ServerMessage = { readonly serve: string } | { readonly usage: true }

answer(async (message: ServerMessage) => {
  if ('usage' in message) {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  const contender = contenders.find(({ name }) => name === message.serve)
  if (contender === undefined) throw new Error(`no contender is called ${message.serve}`)
  return listen(await contender.serve())
})

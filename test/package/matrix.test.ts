import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXPRESSES, faultsOf, installProject, type Project } from './matrix/cells.js'
import { fetchRunTime, NEWEST_NODE, type Program, reasonOf } from './matrix/run-times.js'
import { type Packed, pack } from './packed.js'

/** The whole matrix is for `npm run test:matrix`. Here are its corners: two run-times, two versions of Express. */
const CORNERS = [EXPRESSES.at(0), EXPRESSES.at(-1)] as string[]

const thisNode: Program = { title: `Node ${process.versions.node}`, path: process.execPath, args: [] }

/** The newest Node, or why there is none. */
let newestNode: Program | string
let packed: Packed
beforeAll(async () => {
  packed = await pack()
  newestNode = await fetchRunTime(NEWEST_NODE).catch(reasonOf)
}, 300_000)
afterAll(() => packed?.remove())

describe.each(CORNERS)('beside Express %s, with nothing else installed', (express) => {
  let project: Project
  beforeAll(async () => {
    project = await installProject(packed, express)
  })

  it('guards on the Node that runs these tests', async () => {
    expect(await faultsOf(thisNode, project)).toEqual([])
  })

  it('guards on the newest Node', async ({ skip }) => {
    if (typeof newestNode === 'string')
      skip(`needs ${NEWEST_NODE.name}, which could not be fetched: ${newestNode}`)
    else expect(await faultsOf(newestNode, project)).toEqual([])
  })
})

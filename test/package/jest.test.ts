import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyConsumer, installConsumer } from './consumer.js'
import { type Packed, pack, root } from './packed.js'
import { run } from './run.js'

const JEST = join(root, 'node_modules/jest/bin/jest.js')

let packed: Packed
beforeAll(async () => {
  packed = await pack()
})
afterAll(() => packed?.remove())

it('works in Jest, which knows CommonJS alone, with a jwksUri and no experimental flags', async () => {
  const project = await installConsumer(packed, 5)
  await copyConsumer('guard.test.cjs', project)
  const args = [JEST, '--rootDir', project, '--no-cache', '--watchman=false', '--ci']
  const { stderr } = await run(process.execPath, args, project)
  expect(stderr).toContain('Tests:       2 passed, 2 total')
})

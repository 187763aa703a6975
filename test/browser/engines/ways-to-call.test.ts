import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMissing } from '../missing.js'
import { engines, type RunningEngine } from './engine.js'
import { ABSENT, record } from './record.js'
import { chapters } from './ways-to-call.js'

for (const { name, programs, start } of engines) {
  describe.skipIf(isMissing(name, programs))(`what the guard says of calls by ${name}`, () => {
    let engine: RunningEngine
    beforeAll(async () => {
      engine = await start()
    })
    afterAll(() => engine?.close())

    describe.each(chapters)('$title', ({ ways }) => {
      it.each(ways)('$name', async (way) => {
        const requests = await record(engine, way)
        const verdict = way.verdictIn?.[name] ?? way.verdict
        expect(requests.map((request) => request.verdict)).toEqual(requests.map(() => verdict))
        // Nothing of a browser's can pass for an app.
        for (const { origin, site } of requests) expect([origin, site]).not.toEqual([ABSENT, ABSENT])
      })
    })
  })
}

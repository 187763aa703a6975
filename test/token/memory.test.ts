import { expect, test } from 'vitest'
import { heldMemory } from '../support/heap.js'
import { jws, userClaims } from '../support/jws.js'
import { verifier } from '../support/verifier.js'

const SECRET = 'only the two of us know this long text'
/** Longer texts are kept apart from the heap, and freed when it suits the engine. */
const LENGTH = 2 ** 19
const TOKENS = 40

/** A token cut out of a long text, as from a body or a cookie header. */
function cutToken(sub: number, extra: object): string {
  const token = jws('HS256', SECRET, { alg: 'HS256', ...extra }, userClaims({ sub: String(sub), ...extra }))
  const text = Buffer.from(`${token};${'x'.repeat(LENGTH)}`).toString('latin1')
  return text.slice(0, token.length)
}

test('a token that is remembered does not keep the text in memory that it was cut out of', () => {
  const verify = verifier({ secret: SECRET })
  // A long header, too: parts of a token are cut out of it.
  const extra = { note: 'n'.repeat(300) }
  const remember = (sub: number) => {
    for (const _time of ['verified', 'kept']) verify(cutToken(sub, extra))
  }
  remember(-1)
  const held = heldMemory(() => {
    for (let sub = 0; sub < TOKENS; sub += 1) remember(sub)
    return verify
  })
  expect(held).toBeLessThan((TOKENS * LENGTH) / 2)
})

test('what the test is about: a part keeps the whole text in memory', () => {
  const held = heldMemory(() => Array.from({ length: TOKENS }, (_, sub) => cutToken(sub, {})))
  expect(held).toBeGreaterThan(TOKENS * LENGTH * 0.9)
})

import { expect, test } from 'vitest'
import { copyJson } from '../../src/token/auth.js'

const CLAIMS = '{"a":{"b":[1,{"c":null}]},"list":[[],{}],"text":"x","yes":true,"__proto__":{"admin":true}}'

test('a copy is equal, member by member', () => {
  expect(JSON.stringify(copyJson(JSON.parse(CLAIMS)))).toBe(CLAIMS)
})

test('changing a copy at any depth leaves the original', () => {
  const original = JSON.parse(CLAIMS)
  const copy = copyJson(original)
  copy.a.b[1].c = 'changed'
  copy.a.b.push(2)
  copy.list[1].x = 1
  copy.text = 'changed'
  delete copy.yes
  expect(JSON.stringify(original)).toBe(CLAIMS)
})

test('a member called __proto__ stays a member of the copy, shared by nobody', () => {
  const original = JSON.parse(CLAIMS)
  const copy = copyJson(original)
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
  expect(copy.admin).toBeUndefined()
  const member = (value: object) => Object.getOwnPropertyDescriptor(value, '__proto__')?.value
  member(copy).admin = 'changed'
  expect(member(original).admin).toBe(true)
})

test('what somebody put on Object.prototype is no member of a copy', () => {
  Object.assign(Object.prototype, { polluted: { admin: true } })
  const members = Object.keys(copyJson({ sub: 'ada' }))
  Reflect.deleteProperty(Object.prototype, 'polluted')
  expect(members).toEqual(['sub'])
})

test('claims as deep as 16 KiB can be are copied, wherever on the stack', () => {
  const original = JSON.parse(`${'['.repeat(6000)}${']'.repeat(6000)}`)
  let depth = 0
  for (let level = deepOnStack(2000, () => copyJson(original)); level; level = level[0]) depth += 1
  expect(depth).toBe(6000)
})

function deepOnStack<Result>(frames: number, run: () => Result): Result {
  return frames === 0 ? run() : deepOnStack(frames - 1, run)
}

import { expect, test } from 'vitest'
import { restrictFraming } from '../../src/guard/restrict-framing.js'

const POLICY = "frame-ancestors 'none'"

/** A response, as far as framing is about it. It notes how its head was written. */
function newResponse() {
  const headers = new Map<string, unknown>()
  const written: unknown[][] = []
  const response = {
    writeHead: (...head: unknown[]) => void written.push(head),
    getHeader: (name: string) => headers.get(name) as string | undefined,
    setHeader: (name: string, value: unknown) => headers.set(name, value),
    removeHeader: (name: string) => void headers.delete(name),
  }
  return { headers, written, response }
}

test.each<[name: string, head: unknown[], written: unknown[], headers: object]>([
  ['a status alone', [200], [200], {}],
  ['a reason', [200, 'Fine'], [200, 'Fine'], {}],
  ['a reason and headers', [200, 'Fine', { A: '1' }], [200, 'Fine'], { A: '1' }],
  ['headers', [200, { A: '1', B: ['2', '3'] }], [200], { A: '1', B: ['2', '3'] }],
  ['headers behind no reason', [200, undefined, { A: '1' }], [200], { A: '1' }],
  ['pairs', [200, [['A', '1']]], [200], { A: '1' }],
  ['names and values in turn', [200, ['A', '1', 'B', '2']], [200], { A: '1', B: '2' }],
  ['a name that is given twice', [200, ['A', '1', 'A', '2']], [200], { A: ['1', '2'] }],
])('a head of %s is written as it would be, with the policy', (_name, head, written, others) => {
  const page = newResponse()
  restrictFraming(page.response, POLICY)
  page.response.writeHead(...head)
  expect(page.written).toEqual([written])
  expect(Object.fromEntries(page.headers)).toEqual({ ...others, 'Content-Security-Policy': POLICY })
})

test('what routes say of framing in an older way is taken away', () => {
  const page = newResponse()
  restrictFraming(page.response, POLICY)
  page.headers.set('X-Frame-Options', 'DENY')
  page.response.writeHead(200, { 'X-Frame-Options': 'DENY' })
  expect(Object.fromEntries(page.headers)).toEqual({ 'Content-Security-Policy': POLICY })
})

test('what was said of framing in an older way is gone at once', () => {
  const page = newResponse()
  page.headers.set('X-Frame-Options', 'DENY')
  restrictFraming(page.response, POLICY)
  expect(page.headers.has('X-Frame-Options')).toBe(false)
})

test.each([
  ['nothing but frame-ancestors', "frame-ancestors 'self'", undefined],
  ['that name in a value', 'report-uri /frame-ancestors ', ['report-uri /frame-ancestors']],
  ['a name that begins like it', 'frame-ancestors-x a', ['frame-ancestors-x a']],
  ['others beside it', "img-src *; Frame-Ancestors 'self'; a b", ['img-src *; a b']],
  ['two policies', "frame-ancestors 'self', img-src *", ['img-src *']],
])('of an earlier policy with %s the rest stays', (_name, earlier, left) => {
  const page = newResponse()
  page.headers.set('Content-Security-Policy', earlier)
  restrictFraming(page.response, POLICY)
  expect(page.headers.get('Content-Security-Policy')).toEqual(left)
})

test('the other name of writeHead writes the policy, too, where there is one', () => {
  const [plain, named] = [newResponse(), newResponse()]
  restrictFraming(plain.response, POLICY)
  expect(plain.response).not.toHaveProperty('writeHeader')
  const response = { ...named.response, writeHeader: named.response.writeHead }
  restrictFraming(response, POLICY)
  response.writeHeader(200)
  expect(named.headers.get('Content-Security-Policy')).toBe(POLICY)
})

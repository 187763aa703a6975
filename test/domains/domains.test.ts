import { AsapConfigError, type Domain, MAX_DOMAINS, parseDomains, safeParseDomains } from 'asap-guard'
import { describe, expect, test } from 'vitest'

const issuesOf = (list: unknown) => {
  const result = safeParseDomains(list)
  return result.success ? [] : result.issues
}

describe('the list', () => {
  const five = ['a.example.com', 'b.example.com', 'c.example.com', '*.example.com', 'localhost:*']
  const TOO_MANY = expect.objectContaining({ path: [], message: expect.stringMatching(/at most 5/) })

  test('one to five entries', () => {
    expect(MAX_DOMAINS).toBe(5)
    expect(parseDomains(five)).toEqual(five)
    expect(parseDomains(five.slice(0, 1))).toEqual(five.slice(0, 1))
    expect(issuesOf([...five, 'd.example.com'])).toEqual([TOO_MANY])
    expect(issuesOf([])).toEqual([{ path: [], message: expect.stringMatching(/at least one/) }])
  })

  test.each([undefined, null, 5, true, {}, { 0: 'help.example.com', length: 1 }, new Set(five), () => five])(
    '%j is no list',
    (list) => {
      expect(issuesOf(list)).toEqual([
        { path: [], message: 'must be a list of 1 to 5 domains, such as ["help.example.com"]' },
      ])
    },
  )
  test.each([
    null,
    5,
    true,
    {},
    [],
    ['a.example.com'],
    /x/,
    new String('a.example.com'),
    { toString: () => 'a.example.com' },
  ])('%j is no entry', (entry) => {
    expect(issuesOf([entry])).toEqual([
      { path: [0], message: 'must be a string, such as "help.example.com"' },
    ])
  })
  test('a hole is no entry', () => {
    const list: unknown[] = ['a.example.com']
    list[2] = 'b.example.com'
    expect(issuesOf(list)).toEqual([{ path: [1], message: expect.stringMatching(/must be a string/) }])
  })
  test('an entry from a variable that is not set is asked about', () => {
    const [issue] = issuesOf([process.env.ASAP_GUARD_NOT_SET])
    expect(issue?.message).toMatch(/is the environment variable set\?/)
  })
  test.each(['help.example.com', 'a.example.com, b.example.com'])(
    'the text %j is told to be split',
    (text) => {
      expect(issuesOf(text)).toEqual([{ path: [], message: expect.stringMatching(/must be a list .*split/) }])
    },
  )

  test.each([
    ['example.com', 'EXAMPLE.com:443'],
    ['b\u00fccher.de', 'xn--bcher-kva.de'],
    ['localhost', 'localhost:443'],
  ])('%s and %s are one', (first, second) => {
    expect(issuesOf([first, second])).toEqual([
      { path: [1], message: expect.stringMatching(/repeats .* listed above/) },
    ])
  })
  test('entries that overlap are two', () => {
    const overlapping = [
      'example.com',
      '*.example.com',
      'help.example.com',
      'example.com:8443',
      '*.help.example.com',
    ]
    expect(parseDomains(overlapping)).toEqual(overlapping)
  })

  test('all problems are told at once, in the order of the list', () => {
    const list = ['https://a.example.com', 'b.example.com', 5, 'co.uk', 'B.example.com', 'c.example.com.']
    expect(issuesOf(list).map(({ path, suggestion }) => [...path, suggestion])).toEqual([
      [undefined],
      [0, 'a.example.com'],
      [2, undefined],
      [3, undefined],
      [4, undefined],
      [5, 'c.example.com'],
    ])
  })
  test('and thrown as one error that a person can act on', () => {
    expect(() => parseDomains(['https://a.example.com/', '*'])).toThrow(
      new AsapConfigError([
        {
          path: [0],
          message: '"https://a.example.com/": a scheme does not belong here: https is implied',
          suggestion: 'a.example.com',
        },
        {
          path: [1],
          message: '"*": "*" can only stand for all subdomains ("*.example.com") or, for loopback, any port',
        },
      ]),
    )
    expect(() => parseDomains([])).toThrow(TypeError)
  })
})

describe('a list that changes', () => {
  test('the result is frozen, and shares nothing with the list', () => {
    const list = ['a.example.com']
    const domains = parseDomains(list) as Domain[]
    list[0] = 'evil.example'
    expect(domains).toEqual(['a.example.com'])
    expect(Object.isFrozen(domains)).toBe(true)
    expect(() => domains.push('evil.example' as Domain)).toThrow(TypeError)
  })
  test('each element is read once', () => {
    const reads: unknown[] = []
    const answers = ['a.example.com', '*.com']
    const list = new Proxy(['x'], {
      get(target, key, receiver) {
        if (key !== '0') return Reflect.get(target, key, receiver)
        reads.push(key)
        return answers[reads.length - 1]
      },
    })
    expect(parseDomains(list)).toEqual(['a.example.com'])
    expect(reads).toEqual(['0'])
  })
})

describe('a list of any length costs little, and its problems can be read', () => {
  const holes: unknown[] = []
  holes.length = 2 ** 32 - 1
  test.each([
    ['four billion holes', holes],
    ['a million entries', Array(1e6).fill('help.example.com')],
    ['a million long entries', Array(1e6).fill('a'.repeat(1e6))],
    ['a million lists', Array(1e6).fill([['a.example.com']])],
  ])('%s', (_name, list) => {
    const issues = issuesOf(list)
    expect(issues[0]).toMatchObject({ path: [], message: expect.stringMatching(/at most 5/) })
    expect(issues.length).toBeLessThan(30)
    expect(JSON.stringify(issues).length).toBeLessThan(10_000)
  })
})

describe('options', () => {
  test.each([undefined, {}, { allowInternalHosts: undefined }, { allowInternalHosts: false }])(
    '%j allow no internal host',
    (options) => {
      expect(parseDomains(['help.example.com'], options)).toEqual(['help.example.com'])
      expect(safeParseDomains(['intranet'], options).success).toBe(false)
    },
  )
  test.each([null, true, 1, 'allowInternalHosts', [['allowInternalHosts']], () => ({})])(
    '%j are none',
    (options) => {
      const issue = { path: [], message: expect.stringMatching(/the options must be an object/) }
      expect(safeParseDomains(['help.example.com'], options as object)).toEqual({
        success: false,
        issues: [issue],
      })
      expect(() => parseDomains(['help.example.com'], options as object)).toThrow(AsapConfigError)
    },
  )
  test.each([null, 'true', 1, {}])(
    'allowInternalHosts: %j is neither true nor false',
    (allowInternalHosts) => {
      expect(safeParseDomains(['intranet'], { allowInternalHosts } as object)).toEqual({
        success: false,
        issues: [
          { path: ['allowInternalHosts'], message: 'must be true or false' },
          { path: [0], message: expect.stringMatching(/no known public suffix/) },
        ],
      })
    },
  )
})

import { describe } from 'vitest'
import { z } from 'zod'
import { testAccepted, testRefused } from './rows.js'

describe.each(['issuer', 'audience'])('%s', (name) => {
  testRefused({
    empty: [{ [name]: '' }, [name], /an empty one or a pattern would check nothing/],
    'a pattern': [{ [name]: /example/g }, [name], /pattern/],
    'no values': [{ [name]: [] }, [name], /an empty one/],
    'an empty value in a list': [{ [name]: ['https://id.example', ''] }, [name, 1], /an empty one/],
    'a pattern in a list': [{ [name]: [/example/] }, [name, 0], /pattern/],
    'a hole in a list': [{ [name]: Array(1) }, [name, 0], /must be a text/],
    false: [{ [name]: false }, [name], /null for any/],
    'a number': [{ [name]: 1 }, [name], /must be a text/],
    'an object that turns into text': [{ [name]: { toString: () => 'x' } }, [name], /must be a text/],
    'a variable that is not set': [{ [name]: undefined }, [name], /environment variable.*Leave .* out/],
    'a variable with a line end': [{ [name]: 'help-desk\n' }, [name], /"help-desk\\n" has white space/],
    'a list in one text': [{ [name]: 'app, web' }, [name], /"app, web" is a list in one text.*split\(","\)/],
    'a list of addresses in one text': [
      { [name]: 'https://a.example,https://b.example' },
      [name],
      /"https:\/\/a\.example…" is a list in one text/,
    ],
    'too many values': [{ [name]: Array(101).fill('x') }, [name], /at most 100/],
  })
  testAccepted({
    'a text': { [name]: 'https://id.example' },
    'a list': { [name]: ['https://id.example', 'x'] },
    'a comma that is part of a value in a list': { [name]: ['a,b'] },
    'a comma with nothing on one side of it': { [name]: 'a,' },
    'a comma with white space on one side of it': { [name]: 'a, ,b' },
    'null for any': { [name]: null },
  })
})

describe('claims', () => {
  testRefused({
    'a plain object': [{ claims: { email: 'text' } }, ['claims'], /must be a schema of .*Standard Schema/],
    null: [{ claims: null }, ['claims'], /must be a schema of .*Standard Schema/],
    'a text': [{ claims: 'email' }, ['claims'], /must be a schema of .*Standard Schema/],
    'a function': [{ claims: () => true }, ['claims'], /must be a schema of .*Standard Schema/],
    'a schema whose variable is not set': [{ claims: undefined }, ['claims'], /is undefined/],
    'something that only says that it is a schema': [
      { claims: { '~standard': { version: 1 } } },
      ['claims'],
      /must be a schema of .*Standard Schema/,
    ],
  })
  testAccepted({
    'a schema of zod': { claims: z.object({ email: z.email() }) },
    'a schema that is a function, as those of ArkType': {
      claims: Object.assign(() => {}, { '~standard': { validate: (value: unknown) => ({ value }) } }),
    },
  })
})

describe('times', () => {
  testRefused({
    'maxLifetime too short': [{ maxLifetime: 0 }, ['maxLifetime'], /seconds from 1 to 86400/],
    'maxLifetime too long': [{ maxLifetime: 86_401 }, ['maxLifetime'], /seconds from 1 to 86400/],
    'maxLifetime as text': [{ maxLifetime: '10m' }, ['maxLifetime'], /number of seconds/],
    'maxLifetime endless': [{ maxLifetime: Number.POSITIVE_INFINITY }, ['maxLifetime'], /number of seconds/],
    'maxLifetime null': [{ maxLifetime: null }, ['maxLifetime'], /number of seconds/],
    'clockTolerance as text': [{ clockTolerance: '5' }, ['clockTolerance'], /seconds from 0 to 300/],
    'clockTolerance endless': [
      { clockTolerance: Number.POSITIVE_INFINITY },
      ['clockTolerance'],
      /from 0 to 300/,
    ],
    'clockTolerance no number': [{ clockTolerance: Number.NaN }, ['clockTolerance'], /from 0 to 300/],
    'clockTolerance negative': [{ clockTolerance: -1 }, ['clockTolerance'], /from 0 to 300/],
    'clockTolerance too long': [{ clockTolerance: 300.1 }, ['clockTolerance'], /from 0 to 300/],
  })
  testAccepted({
    'the shortest times': { maxLifetime: 1, clockTolerance: 0 },
    'the longest times': { maxLifetime: 86_400, clockTolerance: 300 },
  })
})

describe('domainClaim', () => {
  testRefused({
    empty: [{ domainClaim: '' }, ['domainClaim'], /must not be empty/],
    true: [{ domainClaim: true }, ['domainClaim'], /must be a text/],
    'a variable that is not set': [{ domainClaim: undefined }, ['domainClaim'], /environment variable/],
  })
})

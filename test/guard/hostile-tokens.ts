import { SECRET } from '../support/create-jwt.js'
import { encoded, jws, type Part, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'

/** Tokens that no guard may let through. Those that are signed, are signed well: with the secret, or with its key. */
export function hostileTokens(): [name: string, token: string][] {
  return [...shapes(), ...headers(), ...payloads(), ...signatures(), ...confusions()]
}

type Named = [name: string, token: string]

const GOOD = { alg: 'HS256', typ: 'JWT' }
const signed = (header: Part, payload: Part = userClaims()) => jws('HS256', SECRET, header, payload)
const good = () => signed(GOOD)

function shapes(): Named[] {
  const [header, payload, signature] = good().split('.') as [string, string, string]
  const texts = [
    '.',
    '..',
    '...',
    'a',
    'a.b',
    'a.b.c',
    'a.b.c.d',
    'null',
    'undefined',
    '[object',
    '{}',
    '%00',
    '-._~+/=',
  ]
  const parts = [
    [header, payload],
    [header, payload, ''],
    [header, '', signature],
    ['', payload, signature],
    [header, payload, signature, ''],
    ['', header, payload, signature],
    [header, payload, signature, signature],
    [header, payload, `${signature}=`],
    [header, `${payload}==`, signature],
    [header, payload, `${signature}A`],
    [header, payload, signature.slice(1)],
    [header, payload, signature.toUpperCase()],
    [payload, header, signature],
    [header, payload, 'A'.repeat(14_000)],
    [header, 'A'.repeat(14_000), signature],
    ['A'.repeat(14_000), payload, signature],
    Array(5000).fill('a'),
  ]
  return [...texts, ...parts.map((list) => list.join('.'))].map((text, index) => [`shape ${index}`, text])
}

/** Values of every JSON type, and names that objects know. */
const VALUES = [
  'null',
  'true',
  '0',
  '-1',
  '1e400',
  '""',
  '"MARKER"',
  '[]',
  '["HS256"]',
  '{}',
  '{"toString":"HS256"}',
]
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../etc/passwd',
  '\\u0000',
  '\\ud800',
  "' OR 1=1",
]

function headers(): Named[] {
  const texts = [
    ...VALUES.map((value) => value),
    ...VALUES.map((value) => `{"alg":${value}}`),
    ...VALUES.filter((value) => value !== '"MARKER"').map((value) => `{"alg":"HS256","kid":${value}}`),
    ...VALUES.map((value) => `{"alg":"HS256","typ":${value}}`),
    ...VALUES.map((value) => `{"alg":"HS256","crit":${value}}`),
    ...VALUES.map((value) => `{"alg":"HS256","b64":${value}}`),
    ...NAMES.map((name) => `{"alg":"${name}"}`),
    ...[
      'none',
      'None',
      'NONE',
      'HS1',
      'HS256 ',
      'hs256',
      'HS256\\u0000',
      'EdDSA',
      'ES256K',
      'RSA-OAEP',
      'dir',
    ].map((alg) => `{"alg":"${alg}"}`),
    '{"__proto__":{"alg":"HS256"}}',
    '{"alg":"HS256","alg":"none"}',
    '{"alg":"HS256","\\u0061lg":"none"}',
    '{"alg":"HS256","kid":"a","kid":1}',
    '{"alg":"HS256",}',
    '\ufeff{"alg":"HS256"}',
    '{"alg":"HS256"}{}',
    "{'alg':'HS256'}",
  ]
  return texts.map((text) => [`header ${text}`, signed(text)])
}

function payloads(): Named[] {
  const { exp, iat } = userClaims() as { exp: number; iat: number }
  const times = ['exp', 'nbf', 'iat', 'not_after', 'not_before']
  const bad = [...VALUES.filter((value) => value !== '-1' && value !== '0'), '1e999999', '-1e400']
  const texts = [
    ...VALUES,
    'MARKER',
    '{"exp":',
    '[{"exp":1e9}]',
    '['.repeat(8000),
    '{"a":'.repeat(2000),
    ...times.flatMap((time) => bad.map((value) => `{"exp":${exp},"iat":${iat},"${time}":${value}}`)),
    ...['iss', 'sub', 'jti'].flatMap((name) =>
      ['null', '1', '[]', '{}', 'true'].map((value) => `{"exp":${exp},"${name}":${value}}`),
    ),
    ...['null', '1', '{}', '[1]', '[null]', '[[]]', 'true'].map((aud) => `{"exp":${exp},"aud":${aud}}`),
    `{"__proto__":{"exp":${exp}}}`,
    `{"constructor":{"prototype":{"exp":${exp}}}}`,
    `{"exp":${exp},"exp":null}`,
    `{"\\u0065xp":"${exp}","exp":1}`,
    `{"EXP":${exp}}`,
    `{"exp":${exp * 1000},"not_after":1}`,
    `{"exp":${exp * 1000}000}`,
    `{"exp":-${exp * 1000}}`,
    `{"not_after":${exp}}`,
    `{"exp":${exp + 86_400}}`,
    `{"exp":${Number.MAX_SAFE_INTEGER}}`,
    `{"exp":${exp},"iat":-1}`,
    `{"exp":1}`,
    `{"not_after":0}`,
    `{"not_after":1e300}`,
    ...['null', '{}', '{"jkt":"MARKER"}', 'true', '"MARKER"'].map((cnf) => `{"exp":${exp},"cnf":${cnf}}`),
  ]
  const bytes = [
    Buffer.from([0xff, 0xfe]),
    Buffer.from(`{"exp":${exp},"a":"\xff"}`, 'latin1'),
    Buffer.alloc(6000),
  ]
  return [...texts, ...bytes].flatMap((payload, index): Named[] => [
    [`payload ${index}: ${String(payload).slice(0, 60)}`, signed(GOOD, payload)],
    [`payload ${index} without typ`, signed({ alg: 'HS256' }, payload)],
  ])
}

function signatures(): Named[] {
  const start = (alg: string) => `${encoded({ alg })}.${encoded(userClaims())}`
  const lengths = [0, 1, 2, 31, 32, 33, 63, 64, 65, 71, 72, 96, 132, 255, 256, 257, 512]
  return ['HS256', 'HS384', 'HS512', 'RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512'].flatMap((alg) =>
    lengths.flatMap((length): Named[] =>
      [0, 1, 255].map((byte) => [
        `${alg} with ${length} bytes of ${byte}`,
        `${start(alg)}.${Buffer.alloc(length, byte).toString('base64url')}`,
      ]),
    ),
  )
}

/** Public keys taken for secrets, and keys that the token brings along. */
function confusions(): Named[] {
  return Object.entries(PUBLIC_KEYS).flatMap(([name, { verify }]): Named[] => {
    const pem = verify.export({ format: 'pem', type: 'spki' }).toString()
    const der = verify.export({ format: 'der', type: 'spki' })
    const forms = [pem, pem.trim(), pem.replaceAll('\n', ''), der, der.toString('base64'), '']
    const hmac = ['HS256', 'HS384', 'HS512'].flatMap((alg) =>
      forms.map(
        (form, index): Named => [
          `${alg} by the public ${name} key, form ${index}`,
          jws(alg, form, { alg }, userClaims()),
        ],
      ),
    )
    const jwk = name.startsWith('RSA-PSS') ? undefined : verify.export({ format: 'jwk' })
    const stranger = 'a secret of a stranger, of more than 32 bytes'
    const brought = [
      { jwk },
      { jku: 'https://evil.example/jwks' },
      { x5u: 'https://evil.example' },
      { x5c: [der.toString('base64')] },
    ]
    return [
      ...hmac,
      ...brought.map(
        (members): Named => [
          `a key that the token brings: ${Object.keys(members)}`,
          jws('HS256', stranger, { alg: 'HS256', ...members }, userClaims()),
        ],
      ),
    ]
  })
}

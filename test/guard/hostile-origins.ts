/** One host that is approved, and nothing else: what an attacker would send to look like it. */
export const APPROVED_HOST = 'help.example.com'
const HOST = APPROVED_HOST
const EVIL = 'evil.example'

/** Signs that parsers disagree about: the approved host before them, the attacker's behind, or the other way round. */
const GLUE = [
  ...'.-_~!$&\'()*+,;=@:|/\\?#%^`{}[]<>" ',
  ...[
    '%00',
    '%20',
    '%2e',
    '%2f',
    '%40',
    '%5c',
    '%23',
    '%0d%0a',
    '%E3%80%82',
    '\t',
    '//',
    '\\\\',
    '/@',
    '\\@',
    '#@',
    '?@',
  ],
  ...['&@', '..', '.-', '-.', '--', ':443@', ':@', ':80#', '\xa0', '\xad', '\xe9', '\x80', '\x9f'],
]

const glued = GLUE.flatMap((sign) => [
  `https://${HOST}${sign}${EVIL}`,
  `https://${EVIL}${sign}${HOST}`,
  `https://${sign}${HOST}`,
  `https://${HOST}${sign}`,
  `${sign}https://${HOST}`,
]).filter((origin) => origin.trim() !== `https://${HOST}`)

const lookAlikes = [
  `evil${HOST}`,
  `evil-${HOST}`,
  `evil_${HOST}`,
  `x.${HOST}`,
  `www.${HOST}`,
  `*.${HOST}`,
  `*`,
  HOST.replace('.', ''),
  HOST.replace('.', '-'),
  HOST.replaceAll('.', ','),
  HOST.slice(1),
  HOST.slice(0, -1),
  HOST.slice(HOST.indexOf('.') + 1),
  'example.com',
  'com',
  `${HOST}.com`,
  `${HOST}m`,
  `${HOST}.br`,
  `${HOST}.${HOST}`,
  [...HOST].reverse().join(''),
  HOST.toUpperCase(),
  HOST.replace('h', 'H'),
  HOST.replace('p', '\xfe'),
  HOST.replace('e', '%65'),
  HOST.replace('l', '1'),
  `${HOST}.`,
  `${HOST}..`,
  `.${HOST}`,
  `..${HOST}`,
  'xn--hlp-bma.example.com',
  'xn--help-.example.com',
  'xn--.example.com',
  'xn--a.example.com',
  'help.xn--example-.com',
  `help.example.com.${'a'.repeat(63)}`,
  `${'a'.repeat(64)}.example.com`,
  `${'a.'.repeat(130)}example.com`,
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::',
  '0',
  '0.0.0.0',
  'localhost',
  '169.254.169.254',
].flatMap((host) => [`https://${host}`, `http://${host}`, host])

const ports = [
  '',
  ':',
  ':0',
  ':1',
  ':80',
  ':443',
  ':0443',
  ':8443',
  ':65535',
  ':65536',
  ':-1',
  ':+443',
  ':4 43',
  ':*',
  ':x',
]
  .slice(1)
  .flatMap((port) => [`https://${HOST}${port}`, `http://${HOST}${port}`])

const schemes = [
  ...[
    'http:',
    'ws:',
    'wss:',
    'ftp:',
    'file:',
    'data:',
    'blob:https:',
    'javascript:',
    'about:',
    'view-source:https:',
  ],
  ...[
    'chrome-extension:',
    'moz-extension:',
    'capacitor:',
    'ionic:',
    'app:',
    'tauri:',
    'HTTPS:',
    'Https:',
    'https::',
  ],
  ...['httpss:', 'https', ':', '', ' https:', 'https :', 'h\xadttps:', 'jar:https:', 'filesystem:https:'],
].flatMap((scheme) => [
  `${scheme}//${HOST}`,
  `${scheme}/${HOST}`,
  `${scheme}${HOST}`,
  `${scheme}///${HOST}`,
  `${scheme}\\\\${HOST}`,
])

const userInfo = ['a', 'a:b', ':', '', HOST, `https://${HOST}`, `${HOST}:443`, `${HOST}%2f`, 'a@b'].flatMap(
  (user) => [`https://${user}@${HOST}`, `https://${user}@${EVIL}`],
)

const paths = [
  '/',
  '//',
  '/x',
  '/..',
  '/./',
  '?',
  '?x',
  '#',
  '#x',
  '\\',
  '/?#',
  ';x',
  '%',
  '%2f',
  '/%2e%2e',
].flatMap((path) => [
  `https://${HOST}${path}`,
  `https://${EVIL}${path}${HOST}`,
  `https://${EVIL}${path}https://${HOST}`,
])

const notOrigins = [
  ...[
    '',
    'null',
    'Null',
    'NULL',
    'undefined',
    'true',
    'false',
    '0',
    '{}',
    '[]',
    '*',
    '**',
    '.',
    '..',
    '-',
    '"',
    "'",
    '`',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '[object Object]',
    'NaN',
    '\xff\xfe',
    '%',
    '%00',
    '\\',
  ],
  ...[HOST, `//${HOST}`, `"https://${HOST}"`, `'https://${HOST}'`, `<https://${HOST}>`, `(https://${HOST})`],
  ...[
    `https://${HOST},`,
    `,https://${HOST}`,
    `https://${HOST}, https://${HOST}`,
    `https://${EVIL}, https://${HOST}`,
  ],
  ...[
    `https://${HOST} https://${EVIL}`,
    `https://${HOST};https://${EVIL}`,
    `null, https://${HOST}`,
    `https://${HOST}, null`,
  ],
  `https://${HOST}\thttps://${EVIL}`,
]

const huge = [1_000, 8_000, 15_000].flatMap((length) => [
  'a'.repeat(length),
  `https://${'a'.repeat(length)}.${HOST}`,
  `https://${'a.'.repeat(length / 2)}${HOST}`,
  `https://${HOST}${'.'.repeat(length)}`,
  `https://${HOST}:${'0'.repeat(length)}443`,
  `https://${HOST}/${'../'.repeat(length / 3)}`,
  `https://${'@'.repeat(length)}${HOST}`,
  `https://${'%00'.repeat(length / 3)}${HOST}`,
  `https://xn--${'a'.repeat(length)}.example.com`,
  `https://${'['.repeat(length)}`,
  `${'/'.repeat(length)}${HOST}`,
  '\xe9'.repeat(length),
  `https://${HOST}${','.repeat(length)}`,
  `https:${'\\'.repeat(length)}${HOST}`,
])

/** None of these may pass where `help.example.com` alone is approved. All can stand in a header, as Node would send it. */
export const HOSTILE_ORIGINS: readonly string[] = [
  ...new Set([...glued, ...lookAlikes, ...ports, ...schemes, ...userInfo, ...paths, ...notOrigins, ...huge]),
]
  // What HTTP takes for white space around a value is no part of it.
  .filter((origin) => origin.replace(/^[ \t]+|[ \t]+$/g, '') !== `https://${HOST}`)

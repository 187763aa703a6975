/** An approved host. No other host that appears here is approved, and http nowhere. */
const HOST = 'help.example.com'
const EVIL = 'evil.example'

const words = (list: string) => list.split(' ')
const everywhere = (hosts: readonly string[]) =>
  hosts.flatMap((host) => [`https://${host}`, `http://${host}`, host])

/** Signs that parsers disagree about. */
const GLUE = [
  ...'.-_~!$&\'()*+,;=@:|/\\?#%^`{}[]<>" ',
  ...words('%00 %20 %2e %2f %40 %5c %23 %0d%0a %E3%80%82 // \\\\ /@ \\@ #@ ?@ &@ .. .- -. -- :443@ :@ :80#'),
  ...['\t', '\xa0', '\xad', '\xe9', '\x80', '\x9f'],
]

const NOT_HOSTS = [
  ...words('127.0.0.1 127.1 2130706433 0x7f000001 0177.0.0.1 0 0.0.0.0 169.254.169.254 * com example.com'),
  ...words('[::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::'),
  ...words('xn--hlp-bma.example.com xn--help-.example.com xn--.example.com xn--a.example.com'),
  'help.xn--example-.com',
]

const SCHEMES = [
  ...words('http: ws: wss: ftp: file: data: blob:https: javascript: about: view-source:https: jar:https:'),
  ...words('chrome-extension: moz-extension: capacitor: ionic: app: tauri: filesystem:https:'),
  ...['HTTPS:', 'Https:', 'https::', 'httpss:', 'https', ':', '', ' https:', 'https :', 'h\xadttps:'],
]

const PORTS = words(': :0 :1 :80 :443 :0443 :8443 :65535 :65536 :-1 :+443 :* :x').concat(':4 43')
const PATHS = words('/ // /x /.. /./ ? ?x # #x \\ /?# ;x % %2f /%2e%2e')
const USERS = words(`a a:b :  ${HOST} https://${HOST} ${HOST}:443 ${HOST}%2f a@b`)
const LENGTHS = [1_000, 8_000, 15_000]

/** None of these may pass, by what was changed. Each can stand in a header as Node would send it. */
const ALL: Readonly<Record<string, readonly string[]>> = {
  scheme: SCHEMES.flatMap((scheme) =>
    ['//', '/', '', '///', '\\\\'].map((slashes) => `${scheme}${slashes}${HOST}`),
  ),
  port: PORTS.flatMap((port) => [`https://${HOST}${port}`, `http://${HOST}${port}`]),
  cut: everywhere([
    HOST.slice(1),
    HOST.slice(0, -1),
    HOST.slice(HOST.indexOf('.') + 1),
    HOST.replace('.', ''),
  ]),
  prepended: [
    ...GLUE.flatMap((sign) => [
      `https://${EVIL}${sign}${HOST}`,
      `https://${sign}${HOST}`,
      `${sign}https://${HOST}`,
    ]),
    ...everywhere(
      ['evil', 'evil-', 'evil_', 'x.', 'www.', '*.', '.', '..', `${HOST}.`].map((front) => `${front}${HOST}`),
    ),
  ],
  appended: [
    ...GLUE.flatMap((sign) => [`https://${HOST}${sign}${EVIL}`, `https://${HOST}${sign}`]),
    ...everywhere(['.com', 'm', '.br', '.', '..', `.${'a'.repeat(63)}`].map((end) => `${HOST}${end}`)),
  ],
  spelling: everywhere([
    HOST.replace('.', '-'),
    HOST.replaceAll('.', ','),
    [...HOST].reverse().join(''),
    HOST.toUpperCase(),
    HOST.replace('h', 'H'),
    HOST.replace('p', '\xfe'),
    HOST.replace('e', '%65'),
    HOST.replace('l', '1'),
  ]),
  path: PATHS.flatMap((path) => [
    `https://${HOST}${path}`,
    `https://${EVIL}${path}${HOST}`,
    `https://${EVIL}${path}https://${HOST}`,
  ]),
  'user information': USERS.flatMap((user) => [`https://${user}@${HOST}`, `https://${user}@${EVIL}`]),
  'another host': everywhere([
    ...NOT_HOSTS,
    `${'a'.repeat(64)}.example.com`,
    `${'a.'.repeat(130)}example.com`,
  ]),
  repeated: [
    `https://${HOST},`,
    `,https://${HOST}`,
    `https://${HOST}, https://${HOST}`,
    `https://${EVIL}, https://${HOST}`,
    `https://${HOST} https://${EVIL}`,
    `https://${HOST};https://${EVIL}`,
    `null, https://${HOST}`,
    `https://${HOST}, null`,
    `https://${HOST}\thttps://${EVIL}`,
  ],
  'no origin': [
    '',
    ...words(
      'null Null NULL undefined true false 0 {} [] * ** . .. - " \' ` NaN \xff\xfe % %00 \\ localhost',
    ),
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '[object Object]'],
    ...[
      HOST,
      `//${HOST}`,
      `"https://${HOST}"`,
      `'https://${HOST}'`,
      `<https://${HOST}>`,
      `(https://${HOST})`,
    ],
  ],
  length: LENGTHS.flatMap((length) => [
    'a'.repeat(length),
    '\xe9'.repeat(length),
    `${'/'.repeat(length)}${HOST}`,
    `https:${'\\'.repeat(length)}${HOST}`,
    `https://${'['.repeat(length)}`,
    `https://${'@'.repeat(length)}${HOST}`,
    `https://${'%00'.repeat(length / 3)}${HOST}`,
    `https://${'a'.repeat(length)}.${HOST}`,
    `https://${'a.'.repeat(length / 2)}${HOST}`,
    `https://xn--${'a'.repeat(length)}.example.com`,
    `https://${HOST}${'.'.repeat(length)}`,
    `https://${HOST}${','.repeat(length)}`,
    `https://${HOST}:${'0'.repeat(length)}443`,
    `https://${HOST}/${'../'.repeat(length / 3)}`,
  ]),
}

/** HTTP removes white space around a value, so that one which differs in that alone is the approved origin. */
const isApproved = (origin: string) => origin.replace(/^[ \t]+|[ \t]+$/g, '') === `https://${HOST}`

export const HOSTILE_ORIGINS = Object.fromEntries(
  Object.entries(ALL).map(([changed, origins]) => [
    changed,
    [...new Set(origins)].filter((origin) => !isApproved(origin)),
  ]),
)

/** Makes every call in every engine, and writes what arrived into `docs/what-browsers-send.md`. */
import { writeFile } from 'node:fs/promises'
import { engines } from './engine.js'
import { ABSENT, type Recorded, record } from './record.js'
import { type Chapter, chapters, type WayToCall } from './ways-to-call.js'

// The guard would advise a developer on each refusal.
process.env.NODE_ENV = 'test'

/** A row is short enough for a terminal with letters. */
const letterOf = (name: string) => name.charAt(0)

const versions: string[] = []
/** Of each way to call, the requests, each with the engines that send it so. */
const requestsOf = new Map<WayToCall, Map<string, string[]>>()

for (const { name, start } of engines) {
  const engine = await start()
  versions.push(`${letterOf(name)}: ${name} ${engine.version}`)
  try {
    for (const way of chapters.flatMap(({ ways }) => ways)) {
      const requests = requestsOf.get(way) ?? new Map<string, string[]>()
      requestsOf.set(way, requests)
      for (const request of await record(engine, way)) {
        const row = rowOf(way, request)
        requests.set(row, [...(requests.get(row) ?? []), letterOf(name)])
      }
    }
  } finally {
    await engine.close()
  }
}

/** The cells of a request, without the engines that send it so. */
function rowOf(way: WayToCall, request: Recorded): string {
  const call = request.isPreflight ? `${way.name}: preflight` : way.name
  const { origin, referer, site, mode, dest, verdict } = request
  return [call, origin, referer, site, mode, dest, verdict.includes('_') ? `\`${verdict}\`` : verdict].join(
    ' | ',
  )
}

function table({ ways }: Chapter): string {
  const rows = ways.flatMap((way) =>
    [...(requestsOf.get(way) ?? [])].map(([row, letters]) => {
      const by = letters.length === engines.length ? 'all' : letters.join(', ')
      return `| ${row} | ${by} |`
    }),
  )
  return [
    '| call | `Origin` | `Referer` | `-Site` | `-Mode` | `-Dest` | guard | browsers |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

const page = `# What browsers send

The guard decides by \`Origin\`, and where there is none by \`Referer\` and Fetch Metadata. This page shows what
browsers put there, and what the guard says. \`npm run browser-headers\` in the repository has recorded it:

${versions.map((version) => `- ${version}`).join('\n')}

WebKit is the engine of Safari; here it is that of WebKitGTK. This page is written anew each time: edit
\`test/browser/engines/\` instead. The tests there hold what the guard says of each call, in all three.

## How to read the tables

- \`-Site\`, \`-Mode\` and \`-Dest\` are \`Sec-Fetch-Site\`, \`Sec-Fetch-Mode\` and \`Sec-Fetch-Dest\`.
- \`page\` is the origin of the page, and \`${ABSENT}\` a header that is not sent.
- \`full\` is the whole address of the page, and \`origin\` its origin with a slash.
- \`no-referrer\` is the \`Referrer-Policy\` of the page. Without one, browsers take
  \`strict-origin-when-cross-origin\`.
- A call that is redirected goes to a site that is not approved, which sends it on to your backend.
- A form is sent with POST. An image stands for whatever a page shows without reading it.
- The guard has the site on its list, and \`selfOrigin\` and \`guests\` are set. It lets the call in, or refuses
  it with this code. Without \`guests\`, a call needs a token as well.

All servers are on \`https://localhost\` and \`https://127.0.0.1\`, which are different sites. Over plain http,
browsers send Fetch Metadata to loopback hosts alone.

${chapters.map((chapter) => `## ${chapter.title}\n\n${chapter.text}\n\n${table(chapter)}`).join('\n\n')}
`
await writeFile(new URL('../../../docs/what-browsers-send.md', import.meta.url), page)

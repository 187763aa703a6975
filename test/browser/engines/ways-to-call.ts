import { createJwt } from '../../support/create-jwt.js'

/** Addresses that a page may use. */
export interface Addresses {
  /** What the page is to call, at the help desk. */
  readonly call: string
  /** The same, by way of a site that is not approved and redirects there. */
  readonly redirected: string
  /** A page of the same server, with what {@link WayToCall.framed} says. */
  readonly framed: string
}

/** A document, which is shown or framed, or the script of a worker. */
type Page = (addresses: Addresses) => string

/** One way in which a page makes its browser send a request to the help desk. */
export interface WayToCall {
  readonly name: string
  /** Where the page is: on an approved site, at the help desk, on another site, in a file, or there is none. */
  readonly from: 'site' | 'desk' | 'rogue' | 'file' | 'nowhere'
  readonly page: Page
  readonly framed?: Page
  /** The page hides its address: `Referrer-Policy: no-referrer`. */
  readonly hides: boolean
  /** What the guard says: `let in`, or the code of its refusal. */
  readonly verdict: string
  /** What it says where an engine sends something else. */
  readonly verdictIn?: Readonly<Record<string, string>>
}

export interface Chapter {
  readonly title: string
  readonly text: string
  readonly ways: readonly WayToCall[]
}

const script = (code: string) => `<script>${code}</script>`
const fetches =
  (init: object = {}): Page =>
  ({ call }) =>
    script(`fetch('${call}', ${JSON.stringify(init)})`)
const NO_CORS_POST = { method: 'POST', mode: 'no-cors' }
const fetchesWithToken: Page = (addresses) =>
  fetches({ headers: { Authorization: `Bearer ${createJwt()}` } })(addresses)
const fetchesInWorker: Page = ({ framed }) => script(`new Worker('${framed}')`)
const listens: Page = ({ call }) => script(`new EventSource('${call}')`)
const connects: Page = ({ call }) => script(`new WebSocket('${call.replace('http', 'ws')}', ['chat'])`)
const beacons: Page = ({ call }) => script(`navigator.sendBeacon('${call}', 'text')`)
const showsImage: Page = ({ call }) => `<img src="${call}" alt="">`
const frames: Page = ({ call }) => `<iframe src="${call}"></iframe>`
const followsLink: Page = ({ call }) => `<a href="${call}">link</a>${script('document.links[0].click()')}`
const submitsForm: Page = ({ call }) =>
  `<form method="post" action="${call}"></form>${script('document.forms[0].submit()')}`

const inSandbox: Page = ({ framed }) =>
  `<iframe sandbox="allow-scripts allow-forms" src="${framed}"></iframe>`
const inSrcdoc =
  (page: Page): Page =>
  (addresses) =>
    `<iframe srcdoc='${page(addresses).replaceAll("'", '&#39;')}'></iframe>`
const inDataFrame =
  (page: Page): Page =>
  (addresses) =>
    `<iframe src="data:text/html,${encodeURIComponent(page(addresses))}"></iframe>`
const redirected =
  (page: Page): Page =>
  (addresses) =>
    page({ ...addresses, call: addresses.redirected })

const LET_IN = 'let in'

type More = Partial<Pick<WayToCall, 'framed' | 'verdictIn'>>

const openly =
  (from: WayToCall['from']) =>
  (name: string, page: Page, verdict: string, more: More = {}): WayToCall => ({
    name,
    from,
    page,
    hides: false,
    verdict,
    ...more,
  })
const hiding =
  (from: WayToCall['from']) =>
  (name: string, page: Page, verdict: string, more: More = {}): WayToCall => ({
    ...openly(from)(`${name}, \`no-referrer\``, page, verdict, more),
    hides: true,
  })

const site = openly('site')
const hidingSite = hiding('site')
const desk = openly('desk')
const hidingDesk = hiding('desk')
const rogue = openly('rogue')
const hidingRogue = hiding('rogue')

export const chapters: readonly Chapter[] = [
  {
    title: 'From an approved site',
    text: `The page is on a site of the list, and calls your backend, which is another site. What a page can read
always carries \`Origin\`. What it cannot read may carry neither \`Origin\` nor \`Referer\`. An image or a link
keeps its \`Referer\` where another site redirects it; \`fetch\` says \`null\` then.`,
    ways: [
      site('`fetch` with a token', fetchesWithToken, LET_IN),
      site('`fetch`', fetches(), LET_IN),
      hidingSite('`fetch`', fetches(), LET_IN),
      site('`fetch` in a worker', fetchesInWorker, LET_IN, { framed: ({ call }) => `fetch('${call}')` }),
      site('`fetch` in a `srcdoc` frame', inSrcdoc(fetches()), LET_IN),
      site('`fetch`, redirected', redirected(fetches()), 'origin_opaque'),
      site('`EventSource`', listens, LET_IN),
      site('`WebSocket`', connects, LET_IN),
      hidingSite('`WebSocket`', connects, LET_IN),
      site('`sendBeacon`', beacons, LET_IN),
      site('`no-cors` POST', fetches(NO_CORS_POST), LET_IN),
      hidingSite('`no-cors` POST', fetches(NO_CORS_POST), 'origin_opaque', {
        verdictIn: { Chromium: LET_IN },
      }),
      site('image', showsImage, LET_IN),
      hidingSite('image', showsImage, 'origin_missing'),
      site('image, redirected', redirected(showsImage), LET_IN),
      site('frame', frames, LET_IN),
      site('link', followsLink, LET_IN),
      hidingSite('link', followsLink, 'origin_missing'),
      site('form', submitsForm, LET_IN),
      hidingSite('form', submitsForm, 'origin_opaque'),
    ],
  },
  {
    title: 'From your own page',
    text: `The page comes from your backend, and calls it. Where it hides its address, \`Sec-Fetch-Site\` and \`Host\`
show that it is yours, but for a call that another site has redirected.`,
    ways: [
      desk('`fetch`', fetches(), LET_IN),
      hidingDesk('`fetch`', fetches(), LET_IN),
      desk('`fetch` with POST', fetches({ method: 'POST' }), LET_IN),
      hidingDesk('`fetch` with POST', fetches({ method: 'POST' }), LET_IN),
      hidingDesk('`sendBeacon`', beacons, LET_IN),
      desk('`EventSource`', listens, LET_IN),
      hidingDesk('`EventSource`', listens, LET_IN),
      desk('`WebSocket`', connects, LET_IN),
      hidingDesk('image', showsImage, LET_IN),
      desk('link', followsLink, LET_IN),
      hidingDesk('link', followsLink, LET_IN),
      desk('form', submitsForm, LET_IN),
      hidingDesk('form', submitsForm, LET_IN),
      desk('`fetch`, redirected', redirected(fetches()), 'origin_opaque'),
      desk('image, redirected', redirected(showsImage), LET_IN),
      hidingDesk('image, redirected', redirected(showsImage), 'origin_missing'),
      hidingDesk('link, redirected', redirected(followsLink), 'origin_missing'),
      hidingDesk('form, redirected', redirected(submitsForm), 'origin_opaque'),
    ],
  },
  {
    title: 'From another site',
    text: `The page is on a site that is not on the list. It may hide its address, or call its own server, which
redirects the call to yours. Neither makes it your own page, nor an app.`,
    ways: [
      rogue('`fetch`', fetches(), 'origin_not_whitelisted'),
      hidingRogue('`fetch`', fetches(), 'origin_not_whitelisted'),
      rogue('`WebSocket`', connects, 'origin_not_whitelisted'),
      rogue('form', submitsForm, 'origin_not_whitelisted'),
      hidingRogue('form', submitsForm, 'origin_opaque'),
      hidingRogue('image', showsImage, 'origin_missing'),
      rogue('`fetch`, redirected', redirected(fetches()), 'origin_not_whitelisted'),
      rogue('`sendBeacon`, redirected', redirected(beacons), 'origin_not_whitelisted', {
        verdictIn: { Chromium: 'origin_opaque' },
      }),
      hidingRogue('image, redirected', redirected(showsImage), 'origin_missing'),
      hidingRogue('link, redirected', redirected(followsLink), 'origin_missing'),
      hidingRogue('form, redirected', redirected(submitsForm), 'origin_opaque'),
    ],
  },
  {
    title: 'From a sandboxed frame of an approved site',
    text: `A frame with \`sandbox\` has no origin, though its document comes from the site. Its \`Referer\` may name
the site all the same, and then an image or a link looks as if it came from the page itself. These carry no
token in a header, and no script can read their answers.`,
    ways: [
      site('`fetch`', inSandbox, 'origin_opaque', { framed: fetches() }),
      site('`EventSource`', inSandbox, 'origin_opaque', { framed: listens }),
      site('`WebSocket`', inSandbox, 'origin_opaque', { framed: connects }),
      site('form', inSandbox, 'origin_opaque', { framed: submitsForm }),
      site('image', inSandbox, LET_IN, { framed: showsImage, verdictIn: { Chromium: 'origin_missing' } }),
      site('link', inSandbox, LET_IN, { framed: followsLink, verdictIn: { Chromium: 'origin_missing' } }),
    ],
  },
  {
    title: 'From a sandboxed frame of your own page',
    text: 'The same, where the document comes from your backend. Browsers do not say `same-origin` then.',
    ways: [
      desk('`fetch`', inSandbox, 'origin_opaque', { framed: fetches() }),
      hidingDesk('`fetch`', inSandbox, 'origin_opaque', { framed: fetches() }),
      desk('form', inSandbox, 'origin_opaque', { framed: submitsForm }),
      hidingDesk('form', inSandbox, 'origin_opaque', { framed: submitsForm }),
      desk('image', inSandbox, 'origin_opaque', { framed: showsImage, verdictIn: { WebKit: LET_IN } }),
      hidingDesk('image', inSandbox, 'origin_opaque', {
        framed: showsImage,
        verdictIn: { WebKit: 'origin_missing' },
      }),
      desk('link', inSandbox, LET_IN, { framed: followsLink, verdictIn: { Chromium: 'origin_missing' } }),
      hidingDesk('link', inSandbox, 'origin_missing', { framed: followsLink }),
    ],
  },
  {
    title: 'From nowhere',
    text: 'There is no page, or none with an origin that could be approved.',
    ways: [
      site('`fetch` in a `data:` frame', inDataFrame(fetches()), 'origin_opaque'),
      openly('file')('`fetch` on a page in a file', fetches(), 'origin_opaque'),
      openly('nowhere')('address that a user types', () => '', 'origin_missing'),
    ],
  },
]

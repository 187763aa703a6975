import { ANDROID_ASSETS_HOST } from '../android-assets-host.js'

/** Frameworks for apps, by the scheme of their own or the host that pages in their web views call from. */
const FRAMEWORKS: ReadonlyMap<string, string> = new Map([
  ['capacitor:', 'Capacitor'],
  ['ionic:', 'Ionic'],
  ['tauri:', 'Tauri'],
  ['tauri.localhost', 'Tauri'],
  ['app:', 'Cordova or Electron'],
  [ANDROID_ASSETS_HOST, 'Android WebView'],
])

/** `chrome-extension:`, `moz-extension:`, `safari-web-extension:` and their like. */
const EXTENSION = '-extension:'

/** The schemes whose origins the URL parser knows (https://url.spec.whatwg.org/#concept-url-origin). */
const SCHEMES_OF_THE_WEB: ReadonlySet<string> = new Set(['https:', 'http:', 'wss:', 'ws:', 'ftp:'])

/**
 * What calls from an origin that belongs to no web site, and where it can be listed: a sentence without its
 * subject. `undefined` for the origin of a web site.
 */
export function describeAppOrigin({ protocol, hostname }: URL): string | undefined {
  if (protocol.endsWith(EXTENSION)) {
    return 'is a browser extension, not a web site. Only an entry of `apps.origins` could stand for it.'
  }
  const framework = FRAMEWORKS.get(protocol) ?? FRAMEWORKS.get(hostname)
  if (framework !== undefined) return `is the web view of an app (${framework}), not a web site. ${LIST_IT}`
  if (SCHEMES_OF_THE_WEB.has(protocol)) return undefined
  return `has a scheme of its own, as the web view of an app has. ${LIST_IT}`
}

const LIST_IT = 'If the app is yours, list it in `apps.origins`.'

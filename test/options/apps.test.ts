import { describe, expect, test } from 'vitest'
import { readOptions } from '../../src/options/read-options.js'
import { GOOD, problemsOf, testAccepted, testRefused } from './rows.js'

const RULE = { claim: 'client', equals: 'app' }
const withOrigins = (...origins: unknown[]) => ({ apps: { ...RULE, origins } })
const FIRST = ['apps', 'origins', 0]
const NO_ORIGIN = /is no origin as browsers write it/
const WEB_SITE = /is a web site: list its host in `domains`/
const EVERYBODYS = /any file or sandboxed page/

describe('the claim', () => {
  testRefused({
    'apps true': [{ apps: true }, ['apps'], /\{ claim, equals \}/],
    'without a value': [{ apps: { claim: 'client' } }, ['apps', 'equals'], /must be a text/],
    'with an empty value': [{ apps: { claim: 'a', equals: '' } }, ['apps', 'equals'], /./],
    'with no number': [{ apps: { claim: 'a', equals: Number.NaN } }, ['apps', 'equals'], /./],
    'without a name': [{ apps: { equals: 'app' } }, ['apps', 'claim'], /must be a text/],
    'with an empty name': [{ apps: { claim: '', equals: 'app' } }, ['apps', 'claim'], /empty/],
  })
  testAccepted({
    'of a text': { apps: RULE },
    'of a number': { apps: { claim: 'client', equals: 0 } },
    'of false': { apps: { claim: 'client', equals: false } },
    'of an option that is not set': { apps: undefined },
  })
})

describe('origins', () => {
  testRefused({
    none: [withOrigins(), ['apps', 'origins'], /at least one/],
    eleven: [
      withOrigins(...Array.from({ length: 11 }, (_, port) => `capacitor://localhost:${port + 1}`)),
      ['apps', 'origins'],
      /at most 10/,
    ],
    'as text': [
      { apps: { ...RULE, origins: 'capacitor://localhost' } },
      ['apps', 'origins'],
      /must be a list/,
    ],
    'a number': [withOrigins(1), FIRST, /must be a text/],
    'one twice': [withOrigins('tauri://localhost', 'tauri://localhost'), ['apps', 'origins'], /twice/],
    null: [withOrigins('null'), FIRST, EVERYBODYS],
    'a file': [withOrigins('file://'), FIRST, EVERYBODYS],
    'a file with a path': [withOrigins('file:///android_asset/index.html'), FIRST, EVERYBODYS],
    'a scheme alone': [withOrigins('capacitor://'), FIRST, NO_ORIGIN],
    'a host alone': [withOrigins('localhost'), FIRST, NO_ORIGIN],
    'a wildcard': [withOrigins('capacitor://*'), FIRST, NO_ORIGIN],
    'a path': [withOrigins('capacitor://localhost/'), FIRST, NO_ORIGIN, 'capacitor://localhost'],
    'capital letters': [withOrigins('Capacitor://localhost'), FIRST, NO_ORIGIN, 'capacitor://localhost'],
    'user information': [withOrigins('capacitor://me@localhost'), FIRST, NO_ORIGIN],
    'a port of zero': [withOrigins('capacitor://localhost:0'), FIRST, NO_ORIGIN],
    'a port that is too high': [withOrigins('capacitor://localhost:65536'), FIRST, NO_ORIGIN],
    'the default port': [withOrigins('https://localhost:443'), FIRST, NO_ORIGIN],
    'white space': [withOrigins(' capacitor://localhost'), FIRST, NO_ORIGIN],
    'two in one text': [withOrigins('capacitor://localhost,ionic://localhost'), FIRST, NO_ORIGIN],
    'a web site': [withOrigins('https://shop.example.com'), FIRST, WEB_SITE],
    'a web site over http': [withOrigins('http://192.168.0.2'), FIRST, WEB_SITE],
    'a host that begins like one of Tauri': [
      withOrigins('https://tauri.localhost.evil.example'),
      FIRST,
      WEB_SITE,
    ],
  })
  testAccepted({
    'the own machine over IPv6': withOrigins('http://[::1]', 'http://[::1]:8100'),
    'those of Capacitor and Ionic': withOrigins(
      'capacitor://localhost',
      'ionic://localhost',
      'http://localhost',
    ),
    'those of Tauri': withOrigins('tauri://localhost', 'https://tauri.localhost', 'http://tauri.localhost'),
    'that of Android': withOrigins('https://appassets.androidplatform.net'),
    'that of an extension': withOrigins('chrome-extension://abcdefghijklmnopabcdefghijklmnop'),
    'one that has null or file: in it': withOrigins('app://null', 'nullapp://localhost', 'xfile://localhost'),
    'one with a port': withOrigins('app://localhost:8080', 'http://127.0.0.1:3000'),
  })

  test.each([
    ['domains', { domains: ['help.example.com', 'localhost:*'] }],
    ['selfOrigin', { selfOrigin: 'http://localhost:3000' }],
  ])('that %s approves are refused: the claim would not be asked for', (approvedBy, options) => {
    const apps = { ...RULE, origins: ['capacitor://localhost', 'http://localhost:3000'] }
    expect(problemsOf({ ...GOOD, ...options, apps })).toEqual([
      { path: ['apps', 'origins', 1], message: expect.stringContaining(`\`${approvedBy}\` already`) },
    ])
  })

  test('are quoted in what is wrong with them, but not what may be secret', () => {
    const [first, second] = problemsOf({
      ...GOOD,
      ...withOrigins('https://shop.example.com/?key=k3y', 'https://me:pa55word@shop.example.com'),
    })
    expect(first?.message).toMatch(/^"https:\/\/shop\.example\.com…"/)
    expect(JSON.stringify([first, second])).not.toMatch(/k3y|pa55word/)
  })
})

test('are handed on frozen in', () => {
  const { apps } = readOptions({ ...GOOD, ...withOrigins('tauri://localhost') })
  expect(apps).toEqual({ ...RULE, origins: ['tauri://localhost'] })
  expect(readOptions({ ...GOOD, apps: RULE }).apps).toEqual({ ...RULE, origins: [] })
})

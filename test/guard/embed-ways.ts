import type { Request, Response } from 'express'

/** What the types of Node leave out. */
interface Headed {
  writeHeader(status: number): Response
}

export type Handler = (req: Request, res: Response) => unknown

/** Two policies; `setHeader` gets the list itself, which must not be changed. */
const TWO = Object.freeze(["default-src 'self'", "img-src 'none'"])

/**
 * Ways of answering a page behind `embed`, with the other policies that are to be sent: what the page does, and what ran
 * before `embed`.
 */
export const WAYS: readonly [
  name: string,
  policies: readonly string[],
  handler: Handler,
  before?: Handler,
][] = [
  ['no other policy', [], (_req, res) => res.send('page')],
  [
    'a policy before',
    ["default-src 'self'"],
    (_req, res) => res.send('page'),
    (_req, res) => res.set('Content-Security-Policy', "default-src 'self'"),
  ],
  [
    'several policies before',
    TWO,
    (_req, res) => res.send('page'),
    (_req, res) => res.setHeader('Content-Security-Policy', TWO),
  ],
  [
    'a policy after',
    ["default-src 'self'"],
    (_req, res) => res.set('Content-Security-Policy', "default-src 'self'").send('page'),
  ],
  ['several policies after', TWO, (_req, res) => res.setHeader('content-security-policy', TWO).end('page')],
  [
    'a wider framing policy after',
    ['frame-ancestors *'],
    (_req, res) => res.set('Content-Security-Policy', 'frame-ancestors *').end('page'),
  ],
  [
    'a policy taken away after',
    [],
    (_req, res) => {
      res.removeHeader('Content-Security-Policy')
      res.end('page')
    },
    (_req, res) => res.set('Content-Security-Policy', "default-src 'self'"),
  ],
  ['writeHeader, its other name', [], (_req, res) => (res as unknown as Headed).writeHeader(200).end('page')],
  [
    'writeHead with an object',
    ["default-src 'self'"],
    (_req, res) => res.writeHead(200, { 'content-security-policy': "default-src 'self'" }).end('page'),
  ],
  [
    'writeHead with an object that replaces',
    ["default-src 'self'"],
    (_req, res) => res.writeHead(200, { 'Content-Security-Policy': "default-src 'self'" }).end('page'),
    (_req, res) => res.set('Content-Security-Policy', 'frame-ancestors *'),
  ],
  [
    'writeHead with a list in an object',
    TWO,
    (_req, res) => res.writeHead(200, { 'Content-Security-Policy': [...TWO] }).end('page'),
  ],
  [
    'writeHead with a reason',
    ["default-src 'self'"],
    (_req, res) =>
      res.writeHead(200, 'Fine', { 'Content-Security-Policy': "default-src 'self'" }).end('page'),
  ],
  [
    'writeHead with names and values in turn',
    TWO,
    (_req, res) =>
      res
        .writeHead(200, [
          'Content-Security-Policy',
          TWO[0] as string,
          'content-security-policy',
          TWO[1] as string,
        ])
        .end('page'),
  ],
  [
    'writeHead with a list among them',
    TWO,
    (_req, res) => res.writeHead(200, ['X-A', '1', 'Content-Security-Policy', [...TWO]] as never).end('page'),
  ],
  [
    'writeHead with pairs',
    TWO,
    (_req, res) =>
      res.writeHead(200, TWO.map((policy) => ['Content-Security-Policy', policy]) as never).end('page'),
  ],
  [
    'writeHead with an absent argument',
    ["default-src 'self'"],
    (_req, res) =>
      (res.writeHead as CallableFunction)(
        200,
        { 'Content-Security-Policy': "default-src 'self'" },
        undefined,
      ).end('page'),
  ],
  ['writeHead without headers', [], (_req, res) => res.writeHead(200).end('page')],
  [
    'flushHeaders',
    [],
    (_req, res) => {
      res.flushHeaders()
      res.end('page')
    },
  ],
  [
    'a stream',
    [],
    (_req, res) => {
      res.write('pa')
      setTimeout(() => res.end('ge'), 2)
    },
  ],
  ['a status without a body', [], (_req, res) => res.sendStatus(204)],
  ['not modified', [], (_req, res) => res.status(304).end()],
  ['a redirect', [], (_req, res) => res.redirect('/elsewhere')],
  ['a file', [], (_req, res) => res.sendFile(import.meta.filename)],
  [
    'X-Frame-Options before',
    [],
    (_req, res) => res.send('page'),
    (_req, res) => res.set('X-Frame-Options', 'DENY'),
  ],
  ['X-Frame-Options after', [], (_req, res) => res.set('x-frame-options', 'SAMEORIGIN').send('page')],
  [
    'X-Frame-Options in writeHead',
    [],
    (_req, res) => res.writeHead(200, { 'X-Frame-Options': 'DENY' }).end('page'),
  ],
  [
    'X-Frame-Options in a list',
    [],
    (_req, res) => res.writeHead(200, ['X-FRAME-OPTIONS', 'DENY']).end('page'),
  ],
]

import https from 'node:https'
import { JwksProblem } from './problem.js'

type Reasons = readonly (readonly [codes: RegExp, reason: string])[]

const UNTRUSTED =
  'has no TLS certificate that is trusted here: is it in date and for that host? ' +
  'NODE_EXTRA_CA_CERTS adds an authority'

/** By the codes of errors of node:tls and node:http: something answered, but not as it should. */
const REACHED: Reasons = [
  [/EPROTO|ERR_SSL/, 'does not speak TLS as this host does'],
  [/CERT|ERR_TLS|UNABLE_TO|SIGNATURE|ISSUER/, UNTRUSTED],
  [/HPE_/, 'does not speak HTTP'],
]

/** By the codes of errors of node:dns and node:net: no answer came. A missing proxy could be the reason. */
const UNREACHED: Reasons = [
  [/ENOTFOUND|EAI_/, 'has a host name that this host cannot resolve: is it spelt right?'],
  [/ECONNRESET/, 'closes the connection before its answer is complete'],
]

const UNREACHABLE = 'cannot be reached: is the address right, and may this host connect to it?'

/** Says in words what an error of a lookup or a connection means. */
export function connectionProblem(error: NodeJS.ErrnoException): JwksProblem {
  const { code = error.name } = error
  const reached = reasonFor(code, REACHED)
  const unreached = reasonFor(code, UNREACHED) ?? UNREACHABLE
  const text = reached ? `${reached} (${code})` : `${unreached} (${code})${unusedProxy()}`
  return new JwksProblem(text, { cause: error })
}

function reasonFor(code: string, reasons: Reasons): string | undefined {
  return reasons.find(([codes]) => codes.test(code))?.[1]
}

/** Says that there was no complete answer in time. A firewall that drops packets has the same effect. */
export function deadlineProblem(seconds: number, cause: unknown): JwksProblem {
  const question = ': is it up, and may this host connect to it?'
  return new JwksProblem(`does not answer in full within ${seconds} s${unusedProxy() || question}`, { cause })
}

const USE_PROXY = 'set NODE_USE_ENV_PROXY=1 (Node 24), or https.globalAgent to an agent that goes through it'

/** A hint for environments that name a proxy which node:https does not use. Empty for all others. */
function unusedProxy(): string {
  const name = ['HTTPS_PROXY', 'https_proxy'].find((variable) => process.env[variable])
  if (name === undefined || !isPlainAgent(https.globalAgent)) return ''
  return `; ${name} is set, but not used: ${USE_PROXY}`
}

/** Whether this is Node's own agent, without the option `proxyEnv` with which Node 24 lets it use a proxy. */
function isPlainAgent(agent: https.Agent): boolean {
  return agent.constructor === https.Agent && !('proxyEnv' in agent.options && agent.options.proxyEnv)
}

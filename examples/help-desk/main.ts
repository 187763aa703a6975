import { randomBytes } from 'node:crypto'
import { createBackOffice } from './back-office/back-office.js'
import { createBackend } from './backend/backend.js'
import { openChanges } from './backend/changes.js'
import { createChat } from './backend/chat.js'
import { openConversations } from './backend/conversations.js'
import { openDatabase } from './backend/database.js'
import { createGuard } from './backend/guard.js'
import { openQuestions } from './backend/questions.js'
import { openTenants } from './backend/tenants.js'
import { openTickets } from './backend/tickets.js'
import { createCustomerSite } from './customer-site/customer-site.js'
import { createNewCustomer } from './new-customer/new-customer.js'
import { createRogueSite } from './rogue-site/rogue-site.js'
import { listen } from './start/listen.js'
import { printRefusals } from './start/print-refusals.js'
import { printWelcome } from './start/print-welcome.js'
import { settings } from './start/settings.js'

const { ports, secret } = settings

// The ports come first: a second start fails here, before it could touch the first one's database.
const helpDesk = await listen(ports.helpDesk)
const shop = await listen(ports.customerSite)
const rogue = await listen(ports.rogueSite)
const journal = await listen(ports.secondSite)
const newcomer = await listen(ports.newCustomer)
const approved = [shop, journal].map((site) => new URL(site.url).host)

const database = await openDatabase(settings)
const tickets = await openTickets(database)
const changes = openChanges()
const questions = await openQuestions(database, changes)
const conversations = openConversations(changes)
const tenants = await openTenants(database, [
  { id: 'fern-and-field', name: 'Fern & Field', keys: { secret }, domains: approved },
  // Another customer, whose sites are elsewhere: the two share neither domains nor keys.
  {
    id: 'moss-and-stone',
    name: 'Moss & Stone',
    keys: { secret: randomBytes(32).toString('base64url') },
    domains: ['*.example.org'],
  },
  // A third one, which is being rolled out, and signs with keys of its own.
  {
    id: 'slate-and-sage',
    name: 'Slate & Sage',
    keys: {
      jwksUri: `${newcomer.url}/.well-known/jwks.json`,
      issuer: newcomer.url,
      audience: helpDesk.url,
    },
    domains: ['*.example.net'],
    reportOnly: true,
  },
])
const guard = createGuard(tenants, helpDesk.url)
const inbox = { changes, conversations, questions }
const backOffice = createBackOffice({ helpDesk: helpDesk.url, guard, tenants, inbox })

const customer = { helpDesk: helpDesk.url, tenant: 'fern-and-field', secret }
const shopPage = { name: 'Fern & Field', heading: 'Your plants are on their way, Sam.' }
const journalPage = { name: 'The Fern & Field Journal', heading: 'Good to see you reading, Sam.' }
helpDesk.serve(createBackend({ guard, tickets, questions, backOffice: backOffice.routes }))
helpDesk.server.on('upgrade', createChat({ guard, tenants, conversations }))
shop.serve(createCustomerSite({ ...customer, ...shopPage, self: shop.url, other: journal.url }))
journal.serve(createCustomerSite({ ...customer, ...journalPage, self: journal.url, other: shop.url }))
newcomer.serve(createNewCustomer({ helpDesk: helpDesk.url, tenant: 'slate-and-sage', self: newcomer.url }))
rogue.serve(createRogueSite({ ...customer, customerSite: shop.url }))

printRefusals()
printWelcome({
  helpDesk: helpDesk.url,
  customerSite: shop.url,
  secondSite: journal.url,
  rogueSite: rogue.url,
  newCustomer: newcomer.url,
  signInLink: backOffice.signInLink(),
})

let stopping = false
async function stop(): Promise<void> {
  // A terminal's Ctrl+C can arrive twice, from the terminal and from the process that started this one.
  if (stopping) return
  stopping = true
  for (const site of [helpDesk, shop, rogue, journal, newcomer]) site.close()
  await database.close()
  process.exit()
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

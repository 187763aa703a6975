import { randomBytes } from 'node:crypto'
import { createBackOffice } from './admin/back-office.js'
import { createCustomerSite } from './customer-site.js'
import { openDatabase } from './database.js'
import { createGuard } from './guard.js'
import { createHelpDesk } from './help-desk.js'
import { listen } from './listen.js'
import { printRefusals } from './print-refusals.js'
import { printWelcome } from './print-welcome.js'
import { createRogueSite } from './rogue-site.js'
import { settings } from './settings.js'
import { openTenants } from './tenants.js'
import { openTickets } from './tickets.js'

const { ports, secret } = settings

// The ports come first: a second start fails here, before it could touch the first one's database.
const helpDesk = await listen(ports.helpDesk)
const shop = await listen(ports.customerSite)
const rogue = await listen(ports.rogueSite)
const journal = await listen(ports.secondSite)
const approved = [shop, journal].map((site) => new URL(site.url).host)

const database = await openDatabase(settings)
const tickets = await openTickets(database)
const tenants = await openTenants(database, [
  { id: 'fern-and-field', name: 'Fern & Field', secret, domains: approved },
  // Another customer, whose sites are elsewhere: the two share neither domains nor keys.
  {
    id: 'moss-and-stone',
    name: 'Moss & Stone',
    secret: randomBytes(32).toString('base64url'),
    domains: ['*.example.org'],
  },
])
const guard = createGuard(tenants)
const backOffice = createBackOffice({ helpDesk: helpDesk.url, guard, tenants })

const customer = { helpDesk: helpDesk.url, tenant: 'fern-and-field', secret }
const shopPage = { name: 'Fern & Field', heading: 'Your plants are on their way, Sam.' }
const journalPage = { name: 'The Fern & Field Journal', heading: 'Good to see you reading, Sam.' }
helpDesk.serve(createHelpDesk({ guard, tickets, backOffice: backOffice.routes }))
shop.serve(createCustomerSite({ ...customer, ...shopPage, self: shop.url, other: journal.url }))
journal.serve(createCustomerSite({ ...customer, ...journalPage, self: journal.url, other: shop.url }))
rogue.serve(createRogueSite({ ...customer, customerSite: shop.url }))

printRefusals()
printWelcome({
  helpDesk: helpDesk.url,
  customerSite: shop.url,
  secondSite: journal.url,
  rogueSite: rogue.url,
  signInLink: backOffice.signInLink(),
})

let stopping = false
async function stop(): Promise<void> {
  // A terminal's Ctrl+C can arrive twice, from the terminal and from the process that started this one.
  if (stopping) return
  stopping = true
  for (const site of [helpDesk, shop, rogue, journal]) site.close()
  await database.close()
  process.exit()
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

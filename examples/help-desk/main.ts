import { createCustomerSite } from './customer-site.js'
import { openDatabase } from './database.js'
import { createGuard } from './guard.js'
import { createHelpDesk } from './help-desk.js'
import { listen } from './listen.js'
import { printRefusals } from './print-refusals.js'
import { printWelcome } from './print-welcome.js'
import { createRogueSite } from './rogue-site.js'
import { settings } from './settings.js'
import { openTickets } from './tickets.js'

const { ports, secret } = settings

// The ports come first: a second start fails here, before it could touch the first one's database.
const helpDesk = await listen(ports.helpDesk)
const customerSite = await listen(ports.customerSite)
const rogueSite = await listen(ports.rogueSite)

const guard = createGuard({ domains: [new URL(customerSite.url).host], secret })
const database = await openDatabase(settings)
const tickets = await openTickets(database)

helpDesk.serve(createHelpDesk({ guard, tickets }))
customerSite.serve(createCustomerSite({ helpDesk: helpDesk.url, secret }))
rogueSite.serve(createRogueSite({ helpDesk: helpDesk.url, customerSite: customerSite.url }))

printRefusals()
printWelcome({ helpDesk: helpDesk.url, customerSite: customerSite.url, rogueSite: rogueSite.url })

let stopping = false
async function stop(): Promise<void> {
  // A terminal's Ctrl+C can arrive twice, from the terminal and from the process that started this one.
  if (stopping) return
  stopping = true
  for (const site of [helpDesk, customerSite, rogueSite]) site.close()
  await database.close()
  process.exit()
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

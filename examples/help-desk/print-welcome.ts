/** The addresses, and what to try there. */
export function printWelcome(url: { helpDesk: string; customerSite: string; rogueSite: string }): void {
  console.log(`
One help desk, one widget, two sites that embed it:

  help desk      ${url.helpDesk}
  approved site  ${url.customerSite}
  rogue site     ${url.rogueSite}

What to try:

  1. Approved site: file a ticket. Stop the demo, start it again: the ticket is still there.
  2. Rogue site: the same widget with a stolen, valid token. It can read nothing and file nothing,
     and the help desk's page stays blank in its frame.
  3. Approved site, "Use an expired token": a refusal that the widget can read and explain.

Ctrl+C stops it. Each refusal of the guard appears here:
`)
}

interface Addresses {
  helpDesk: string
  customerSite: string
  secondSite: string
  rogueSite: string
  newCustomer: string
  signInLink: string
}

/** The addresses, and what to try there. */
export function printWelcome(url: Addresses): void {
  console.log(`
One help desk, one widget, four sites that embed it, and a back office:

  help desk      ${url.helpDesk}
  approved site  ${url.customerSite}
  second site    ${url.secondSite}  (approved as well)
  rogue site     ${url.rogueSite}
  new customer   ${url.newCustomer}  (being rolled out)
  back office    ${url.signInLink}

The code in the last link is printed on purpose: it stands in for an administrator's login, and works once.

What to try:

  1. Approved site: file a ticket. Follow "See this page as a guest", and ask a question.
  2. Rogue site: the same widget with a stolen, valid token. It can read nothing and file nothing, its live
     chat is refused, and the help desk's page stays blank in its frame.
  3. Back office, Inbox: open the live chat on the approved site, and answer it here.
  4. Back office, Domains: the rogue site is among the refused ones. Approve it, reload it: it works. Remove
     it again. Then break the rules: paste https://Shop.Example.com/ into a row, or six domains at once.
  5. Back office, Signals: what was refused, from where, and which key signs. Open the new customer's site,
     and look at the signals of Slate & Sage.
  6. Approved site, "Try a refusal": an expired token, one of the second site, a chat that outlives its token.
  7. Rogue site, "What about a script?": what a stolen token is worth outside of a browser.

Ctrl+C stops it. Each refusal of the guard appears here:
`)
}

/** A link works once, so this prints the next one. */
export function printSignInLink(link: string): void {
  console.log(`  An administrator signed in. The next link to the back office:  ${link}`)
}

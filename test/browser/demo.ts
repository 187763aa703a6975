import { type Program, startProgram } from './program.js'

export interface Demo extends Program {
  helpDesk: string
  customerSite: string
  secondSite: string
  rogueSite: string
  newCustomer: string
  /** Where an administrator signs in next: it works once. */
  signInLink(): string
}

/**
 * Starts the demo as `npm start` does once the package is built, on free ports and with its own data folder.
 */
export async function startDemo(dataFolder: string, env: Record<string, string> = {}): Promise<Demo> {
  const program = await startProgram(['node_modules/.bin/tsx', 'examples/help-desk/main.ts'], {
    env: {
      HELP_DESK_PORT: '0',
      CUSTOMER_SITE_PORT: '0',
      ROGUE_SITE_PORT: '0',
      SECOND_SITE_PORT: '0',
      NEW_CUSTOMER_PORT: '0',
      HELP_DESK_DATA: dataFolder,
      DATABASE_URL: '',
      ASAP_SECRET: '',
      ...env,
    },
    ready: 'Ctrl+C stops it',
  })
  const { printed } = program
  const address = (site: string) => printed().match(new RegExp(`${site} +(http://localhost:\\d+)`))?.[1] ?? ''
  return {
    ...program,
    helpDesk: address('help desk'),
    customerSite: address('approved site'),
    secondSite: address('second site'),
    rogueSite: address('rogue site'),
    newCustomer: address('new customer'),
    signInLink: () =>
      printed()
        .match(/http:\S+\/sign-in#\w+/g)
        ?.at(-1) ?? '',
  }
}

import { parseDomains } from '../domains/domains.js'
import { checkOrigin } from '../site/origin.js'

/**
 * Origins that look like `domain`, an entry such as `help.example.com`, but are not it: none of them may
 * reach a route that is guarded by that one domain.
 */
export function hostileOrigins(domain: string): readonly string[] {
  const lookalikes = [
    'null',
    '',
    domain,
    `http://${domain}`,
    `https://${domain}.evil.example`,
    `https://evil-${domain}`,
    `https://evil${domain}`,
    `https://evil.example/${domain}`,
    `https://evil.example#${domain}`,
    `https://evil.example?https://${domain}`,
    `https://${domain}@evil.example`,
    `https://evil.example@${domain}`,
    `https://${domain}:8443`,
    `https://${domain}:443`,
    `https://${domain}.`,
    `https://${domain}/`,
    `https://${domain}, https://${domain}`,
    `https://evil.example, https://${domain}`,
    `https://${domain.toUpperCase()}`,
    `HTTPS://${domain}`,
    `https://sub.${domain}`,
    `https://${domain.replace('.', '-')}`,
    `https://${domain.replace('.', '%2e')}`,
    `https://${domain}%00.evil.example`,
    `https://${domain}\\@evil.example`,
    `https:/${domain}`,
    `//${domain}`,
    `blob:https://${domain}`,
    `file://${domain}`,
    `capacitor://${domain}`,
    `chrome-extension://${domain}`,
  ]
  // A loopback host may use http, and has no dot to replace.
  const domains = parseDomains([domain], { allowInternalHosts: true })
  return lookalikes.filter((origin) => !checkOrigin(domains, { origin }).allowed)
}

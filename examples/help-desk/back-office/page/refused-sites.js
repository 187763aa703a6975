const list = document.querySelector('#refused ul')
const empty = document.querySelector('#refused .empty')
const template = document.querySelector('#refused-site')

/** The sites that the guard refused lately, with a button to approve each. */
export function refusedSites({ approve }) {
  function item({ origin, code, domain, times, lastAt }) {
    const element = template.content.firstElementChild.cloneNode(true)
    const button = element.querySelector('button')
    const count = times === 1 ? 'once' : `${times} times`
    element.querySelector('b').textContent = origin
    element.querySelector('small').textContent =
      `${code}, ${count}, last at ${new Date(lastAt).toLocaleTimeString()}`
    button.ariaLabel = `Approve ${domain}`
    button.addEventListener('click', () => approve(domain))
    // Not every site could be approved: an http one has to move to https first.
    button.hidden = domain === undefined
    return element
  }

  let shown = ''
  return {
    show(sites) {
      // Replacing what has not changed would take the focus from a button.
      if (shown === JSON.stringify(sites)) return
      shown = JSON.stringify(sites)
      list.replaceChildren(...sites.map(item))
      empty.textContent = 'None lately.'
      empty.hidden = sites.length > 0
    },
  }
}

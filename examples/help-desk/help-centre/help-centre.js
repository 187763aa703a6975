// The page at /widget/<tenant>/frame. helmet's `no-referrer` hides where this page is, and browsers send no
// `Origin` with a GET to the page's own server. The guard lets the call in by `Sec-Fetch-Site: same-origin`
// (option `selfOrigin`).
const status = document.querySelector('[role="status"]')

function articleElement({ title, text }) {
  const details = document.createElement('details')
  const summary = document.createElement('summary')
  summary.textContent = title
  details.append(summary, text)
  return details
}

const answer = await fetch('public/articles')
if (answer.ok) {
  const { articles } = await answer.json()
  document.querySelector('#articles').replaceChildren(...articles.map(articleElement))
  status.textContent = 'Quick answers, before you file a ticket.'
} else {
  status.textContent = 'The help centre cannot be shown at the moment.'
}

// A link in the terminal opens this page. The page itself asks for the session, so the browser sends the
// cookie with the next page even though it is SameSite=Strict.
async function signIn(code) {
  const answer = await fetch('/admin/api/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  if (answer.ok) return location.replace('/admin')
  const { detail } = await answer.json()
  document.querySelector('[role="status"]').textContent = `${detail} The terminal shows the next one.`
}

// This page is shown at every address of the back office once the session has ended. There the hash names a
// tenant.
if (location.pathname === '/admin/sign-in' && location.hash !== '') {
  const code = location.hash.slice(1)
  // The code must not stay in the address bar and the history.
  history.replaceState(null, '', location.pathname)
  await signIn(code)
}

import { readFileSync } from 'node:fs'

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The HTML of a file; each `{{key}}` in it becomes the value of that name, escaped. */
export function renderPage(file: string, values: Record<string, string>): string {
  const html = readFileSync(file, 'utf8')
  return html.replace(/\{\{(\w+)\}\}/g, (_placeholder, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`${file} asks for ${key}, which it was not given`)
    return value.replace(/[&<>"']/g, (character) => entities[character] as string)
  })
}

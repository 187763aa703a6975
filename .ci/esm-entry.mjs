// A part of `npm run build`: writes the entry for `import`, which hands out what the CommonJS build exports. So a
// process holds one copy, whichever way it loads the package. And Node loads packages faster by `require`.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const names = Object.keys(createRequire(import.meta.url)('../dist/cjs/index.js'))

// Before Node runs a CommonJS file that is imported, it searches the file for what it exports. The build is so long
// that this took a sixth of its loading time on Node 20. So a short file is imported, which requires the build.
writeFileSync('dist/cjs/whole.js', "exports.whole = require('./index.js')\n")
writeFileSync(
  'dist/esm/index.js',
  `import { whole } from '../cjs/whole.js'\n\nexport const {\n  ${names.join(',\n  ')},\n} = whole\n`,
)

// `npm run sbom`: prints the bill of materials of what is installed for production, in CycloneDX's form.
// Among the development tools, npm leaves out what they need as well. So this installs the package for production, with
// the versions of package-lock.json, in a folder that has nothing else.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { name, version, description, license, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const temporary = mkdtempSync(join(tmpdir(), 'asap-guard-sbom-'))
// npm gives the package the name of its folder.
const project = join(temporary, name)
const npm = (...args) => execFileSync('npm', args, { cwd: project, encoding: 'utf8' })

try {
  mkdirSync(project)
  const manifest = { name, version, description, license, dependencies }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  copyFileSync('package-lock.json', join(project, 'package-lock.json'))
  // From where a package was downloaded says nothing about it: its hash does.
  npm('install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--omit-lockfile-registry-resolved')
  process.stdout.write(npm('sbom', '--sbom-format=cyclonedx'))
} finally {
  rmSync(temporary, { recursive: true })
}

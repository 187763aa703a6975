/** Blocks that no test runs, and why. Those in JavaScript and TypeScript are type-checked all the same. */
export const notRun: Readonly<Record<string, string>> = {
  'README.md#quick-start': 'test/package/readme.test.ts runs it with the packed package',
  'README.md#quick-start:2': 'test/package/readme.test.ts runs it with the packed package',
  'README.md#quick-start:3': 'test/package/readme.test.ts runs it with the packed package',
  'CONTRIBUTING.md#set-up': 'installs the project, and runs these tests',
  'CONTRIBUTING.md#run-one-test': 'runs these tests',
  'CONTRIBUTING.md#run-the-tests-in-browsers': 'runs these tests',
  'CONTRIBUTING.md#run-times': 'takes minutes: test/package/matrix.test.ts runs a part of it',
  'CONTRIBUTING.md#release': 'makes a release',
  'CONTRIBUTING.md#release:2': 'test/package/reproducible.test.ts compares two builds',
  'CONTRIBUTING.md#release:3': 'publishes the package',
  'CONTRIBUTING.md#when-a-release-is-bad': 'changes a published package',
  'docs/troubleshooting.md#it-says-403-or-401-why':
    'needs a server of the reader: test/guard/node-debug.test.ts shows what it prints',
  ...migration(),
  'docs/errors.md': 'an answer, not a program: test/docs/codes.test.ts compares it',
  'docs/tokens.md': 'a request, not a program',
  'docs/recipes/docker-and-lambda.md:2': 'needs a container engine',
  'docs/recipes/proxies-and-cdns.md': 'calls an address on the Internet',
  'docs/recipes/proxies-and-cdns.md:2': 'needs nginx',
  'docs/recipes/several-processes.md':
    'needs PostgreSQL: test/examples/tenants-postgres.test.ts runs the same',
  'docs/recipes/several-processes.md:2':
    'needs PostgreSQL: test/examples/tenants-postgres.test.ts runs the same',
  'docs/recipes/signing-csharp.md': 'needs .NET, which Debian does not have',
  'docs/recipes/signing-csharp.md:2': 'needs .NET, which Debian does not have',
  'docs/recipes/signing-java.md': 'needs java-jwt, which Debian does not have',
  'docs/recipes/signing-php.md': 'needs firebase/php-jwt, which Debian does not have',
}

/** test/peers/migration.test.ts runs all of docs/migration.md. */
function migration(): Record<string, string> {
  const headings = [
    'from-cors-and-express-jwt',
    'from-express-oauth2-jwt-bearer',
    'from-hand-written-middleware',
    'keeping-your-error-handler',
  ]
  const ids = headings.flatMap((heading) => [
    `docs/migration.md#${heading}`,
    `docs/migration.md#${heading}:2`,
  ])
  return Object.fromEntries(ids.map((id) => [id, 'test/peers/migration.test.ts runs it']))
}

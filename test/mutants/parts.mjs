/**
 * What is mutated in one run, the tests that are asked, and the share of mutants in percent that they must
 * notice at least.
 */
export const parts = {
  domains: {
    mutate: ['src/domains/*.ts'],
    tests: ['test/domains/**'],
    score: 100,
  },
  site: {
    mutate: ['src/site/*.ts'],
    tests: ['test/site/**', 'test/guard/{calling-site,cors,embed,explain,origins,site}.test.ts'],
    score: 100,
  },
  token: {
    mutate: ['src/token/*.ts', 'src/compact-jws.ts'],
    tests: [
      'test/token/**',
      'test/guard/{auth,guests,token,get-token,is-revoked,diagnose*}.test.ts',
      'test/newcomer/token*',
    ],
    score: 100,
  },
  proof: {
    mutate: ['src/proof/*.ts'],
    tests: ['test/proof/**', 'test/guard/dpop*.test.ts', 'test/vectors/dpop.test.ts'],
    score: 100,
  },
  check: {
    mutate: ['src/guard/check.ts'],
    tests: ['test/guard/!(diagnose|development)*.test.ts'],
    score: 100,
  },
  guard: {
    mutate: ['src/guard/*.ts', '!src/guard/{check,diagnose,development*}.ts'],
    tests: ['test/guard/!(diagnose|development)*.test.ts', 'test/newcomer/refused.test.ts'],
    score: 97,
  },
  diagnosis: {
    mutate: ['src/guard/diagnose.ts', 'src/guard/diagnosis/*.ts'],
    tests: ['test/guard/diagnose*.test.ts', 'test/newcomer/refused.test.ts'],
    score: 97,
  },
  development: {
    mutate: ['src/guard/development*.ts'],
    tests: ['test/guard/development*.test.ts', 'test/newcomer/mounting.test.ts'],
    score: 97,
  },
  keys: {
    mutate: ['src/keys/**/*.ts'],
    tests: [
      'test/keys/**',
      'test/guard/{jwks*,diagnose-keys}.test.ts',
      'test/vectors/{jose-cookbook,wycheproof}.test.ts',
    ],
    score: 97,
  },
  options: {
    mutate: ['src/options/*.ts'],
    tests: ['test/options/**', 'test/newcomer/configuration.test.ts'],
    score: 97,
  },
  tenants: {
    mutate: ['src/tenants/*.ts'],
    tests: ['test/tenants/**', 'test/guard/{tenants,diagnostics}.test.ts'],
    score: 97,
  },
  commands: {
    // src/cli.ts is tested in processes of its own, where no mutant can be switched on.
    mutate: ['src/{testing,cli}/*.ts', 'src/testing.ts'],
    tests: ['test/cli/**', 'test/guard/testing.test.ts', 'test/proof/testing.test.ts'],
    score: 97,
  },
  rest: {
    mutate: ['src/*.ts', '!src/{compact-jws,testing,cli}.ts'],
    tests: [
      'test/*.test.ts',
      'test/options/apps.test.ts',
      'test/guard/{diagnostics,refusals,hand-on,on-deny,is-revoked,apps,jwks}.test.ts',
    ],
    score: 97,
  },
}

import { asapGuard } from 'asap-guard'

const domains = ['help.example.com']

asapGuard({ domains })
asapGuard({ secret: 'text' })
asapGuard({ domains, jwksUri: 'https://id.example.com/jwks' })
asapGuard({ domains, secret: 'text', maxLifetime: '10m' })
asapGuard({ domains, secret: 'text', whitelist: domains })

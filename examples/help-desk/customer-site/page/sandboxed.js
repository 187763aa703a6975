import { mountWidget } from 'help-widget'

const element = document.querySelector('#help-widget')
const token = document.querySelector('meta[name="asap-token"]').content

mountWidget(element, { tenant: element.dataset.tenant, getToken: async () => token })

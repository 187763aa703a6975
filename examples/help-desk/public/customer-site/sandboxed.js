const token = document.querySelector('meta[name="asap-token"]').content

helpWidget.mount(document.querySelector('#help-widget'), { getToken: async () => token })

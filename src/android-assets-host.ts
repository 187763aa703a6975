/** AndroidX WebViewAssetLoader gives this host to the pages inside an app. No server can be there. */
export const ANDROID_ASSETS_HOST = 'appassets.androidplatform.net'

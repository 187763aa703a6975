// Hosts that frameworks give to the pages inside an app, where no server can be.

/** AndroidX WebViewAssetLoader. */
export const ANDROID_ASSETS_HOST = 'appassets.androidplatform.net'

/** Tauri on Windows and Android. */
export const TAURI_HOST = 'tauri.localhost'

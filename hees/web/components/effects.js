// Keep the language in the address without a new step in the history, and remember it.
const keepLanguage = (lang) => {
  document.documentElement.lang = lang
  const address = new URL(location.href)
  if (address.searchParams.get("lang") !== lang) {
    address.searchParams.set("lang", lang)
    history.replaceState(history.state, "", address)
  }
  document.cookie = `hees_lang=${lang}; path=/; max-age=31536000; samesite=lax`
}

// A new screen is read from its top, also by a screen reader.
const startAtTop = (screen) => {
  if (screen === window.heesScreen) return
  const first = window.heesScreen === undefined
  window.heesScreen = screen
  if (first) return
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
  const heading = document.querySelector('[data-testid="stMain"] h1')
  if (heading) {
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }
}

export default function ({ data }) {
  keepLanguage(data.lang)
  startAtTop(data.screen)
}

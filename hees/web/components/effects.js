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

// A page grows while it arrives, so that the browser's own jump to a part of it lands elsewhere.
const goToFragment = () => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()

// A new screen is read from its top, also by a screen reader.
const startAtTop = (screen) => {
  if (screen === window.heesScreen) return
  const first = window.heesScreen === undefined
  window.heesScreen = screen
  if (first) return setTimeout(goToFragment, 300)
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
  const heading = document.querySelector('[data-testid="stMain"] h1')
  if (heading) {
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }
}

// On a phone, show the current section in its strip, and close the menu that led here.
const tidyPhone = () => {
  const now = document.querySelector('[class*="st-key-section-now"]')
  now?.scrollIntoView({ inline: "center", block: "nearest" })
  if (innerWidth < 768) {
    document.querySelector('[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button')?.click()
  }
}

// Streamlit's own words for a lost connection are English and lock the page. Ours are a line of
// text, and leave every field as it is.
const stayUsable = (app) => {
  const away = app.dataset.testConnectionState !== "CONNECTED"
  document.documentElement.toggleAttribute("data-hees-away", away)
  if (away) for (const locked of document.querySelectorAll("[inert]")) locked.inert = false
}

const watchConnection = () => {
  const app = document.querySelector('[data-testid="stApp"]')
  if (window.heesWatching || !app) return
  window.heesWatching = new MutationObserver(() => stayUsable(app))
  window.heesWatching.observe(document.documentElement, {
    subtree: true, attributes: true, attributeFilter: ["inert", "data-test-connection-state"],
  })
}

export default function ({ data }) {
  keepLanguage(data.lang)
  document.documentElement.style.setProperty("--hees-menu", JSON.stringify(data.menu))
  document.documentElement.style.setProperty("--hees-offline", JSON.stringify(data.offline))
  watchConnection()
  if (data.screen !== window.heesScreen) setTimeout(tidyPhone, 50)
  startAtTop(data.screen)
}

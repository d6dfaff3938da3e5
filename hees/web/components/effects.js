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

// The part of the page that the address names: a fragment, a page of The Data, or a chart in a tab.
const asked = () => {
  const state = new URLSearchParams(location.search)
  if (location.hash) return document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const data = document.querySelector(".st-key-the_data")
  if (state.has("chart")) return data ?? document.querySelector(".stTabs")
  return state.has("page") ? data : null
}

// A page grows while it arrives, so that a jump before that lands elsewhere.
const goToAsked = () => asked()?.scrollIntoView()

// A new screen is read from its top, or from the part that was asked for, also by a screen reader.
const startReading = (screen) => {
  if (screen === window.heesScreen) return
  const first = window.heesScreen === undefined
  window.heesScreen = screen
  setTimeout(goToAsked, 300)
  if (first) return
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
  const heading = asked()?.querySelector("h3") ?? document.querySelector('[data-testid="stMain"] h1')
  if (heading) {
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }
}

// Streamlit opens each link in a text in a new tab. One to the glossary stays in this one, except
// beside answers that are being written.
const stayInTab = (event) => {
  const link = event.target.closest?.('.stMarkdown a[href^="resources?"]')
  if (link && location.pathname !== "/survey") link.target = "_self"
}

// Streamlit's own names for parts of the page are English only.
const nameParts = (names) => {
  const parts = {
    '[data-testid="stSidebar"], [data-testid="stSidebarNav"], [data-testid="stTopNav"], [data-testid="stTopNavSection"], [data-testid="stExpandSidebarButton"]': names.menu,
    '[data-testid="stSidebarCollapseButton"] button': names.close_menu,
    '.stSelectbox button[aria-haspopup="listbox"]': names.open_list,
    '[data-testid="stFileUploaderDropzoneInput"]': names.choose_file,
    '[data-testid="stProgress"] [role="progressbar"]': names.progress,
  }
  for (const [where, name] of Object.entries(parts)) {
    for (const part of document.querySelectorAll(where)) {
      if (part.getAttribute("aria-label") !== name) part.setAttribute("aria-label", name)
    }
  }
}

// Parts come and go while a page is read, and Streamlit names them anew.
const watchNames = (names) => {
  window.heesNames = names
  nameParts(names)
  if (window.heesNaming) return
  let waiting = 0
  window.heesNaming = new MutationObserver(() => {
    waiting ||= setTimeout(() => { waiting = 0; nameParts(window.heesNames) }, 200)
  })
  window.heesNaming.observe(document.body, { subtree: true, childList: true })
}

// On a phone, show the current section or page of the team in its strip, and close the menu that led here.
const tidyPhone = () => {
  const now = document.querySelector('[class*="st-key-section-now"], .st-key-team_pages strong')
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

// The reader may go back to an address in the language that the page had then.
const watchPage = () => {
  if (!window.heesLanguage) {
    addEventListener("popstate", () => setTimeout(() => keepLanguage(window.heesLanguage), 0))
    document.addEventListener("click", stayInTab, true)
  }
}

export default function ({ data }) {
  watchPage()
  window.heesLanguage = data.lang
  keepLanguage(data.lang)
  watchNames(data.names)
  document.documentElement.style.setProperty("--hees-menu", JSON.stringify(data.menu))
  document.documentElement.style.setProperty("--hees-offline", JSON.stringify(data.offline))
  document.documentElement.style.setProperty("--hees-skip", JSON.stringify(data.skip))
  watchConnection()
  if (data.screen !== window.heesScreen) setTimeout(tidyPhone, 50)
  startReading(data.screen)
}

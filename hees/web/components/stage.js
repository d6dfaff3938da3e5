// The frame of the visualisation: full screen, swipes from page to page, and the title read aloud.
const frame = () => document.querySelector(".st-key-the_data")
const press = (name) => frame()?.querySelector(`.st-key-${name} button:not(:disabled)`)?.click()

// The next page of another length would leave the reader somewhere below it.
const showTop = () => {
  const top = frame()?.getBoundingClientRect().top
  const header = document.querySelector('[data-testid="stHeader"]')?.getBoundingClientRect().bottom ?? 0
  if (document.fullscreenElement === frame()) frame()?.scrollTo(0, 0)
  else if (top < header || top > innerHeight) frame().scrollIntoView()
}

// A swipe must be long, and flatter than a scroll.
const watchSwipes = (element) => {
  if (element.heesSwipes) return
  element.heesSwipes = true
  let from = null
  element.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? event.touches[0] : null
  }, { passive: true })
  element.addEventListener("touchend", (event) => {
    if (!from) return
    const x = event.changedTouches[0].clientX - from.clientX
    const y = event.changedTouches[0].clientY - from.clientY
    from = null
    if (Math.abs(x) > 70 && Math.abs(x) > 3 * Math.abs(y)) press(x < 0 ? "page_next" : "page_before")
  }, { passive: true })
}

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  const said = parentElement.querySelector("p")
  const show = () => {
    const full = document.fullscreenElement === frame() && frame() !== null
    button.textContent = full ? data.leave : data.enter
  }
  button.onclick = async () => {
    if (document.fullscreenElement) await document.exitFullscreen()
    else await frame()?.requestFullscreen()
    dispatchEvent(new Event("resize"))  // so that charts take the new width
  }
  document.addEventListener("fullscreenchange", show)
  button.hidden = !document.fullscreenEnabled
  show()
  if (frame()) watchSwipes(frame())
  if (said.dataset.page && said.dataset.page !== data.title) {
    said.textContent = data.title
    if (said.dataset.words === data.enter) showTop()  // else the same page in another language
  }
  said.dataset.page = data.title
  said.dataset.words = data.enter
  return () => document.removeEventListener("fullscreenchange", show)
}

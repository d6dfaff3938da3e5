// An open page asks now and then whether anything public is newer than what it shows; see live.py.

// Between two questions, in ms. Each page waits another time, so that not all ask at once.
const SOONEST = 6000, LATEST = 10000

const live = window.heesLive ??= { due: 0, timer: 0, release: undefined }

const later = () => {
  clearTimeout(live.timer)
  live.timer = setTimeout(tick, Math.max(0, live.due - Date.now()))
}

// A page that nobody sees asks as soon as it is seen again.
const tick = async () => {
  live.due = Date.now() + SOONEST + Math.random() * (LATEST - SOONEST)
  if (!document.hidden) await ask()
  if (live.tell) later()
}

const ask = async () => {
  try {
    const reply = await fetch(live.address, { cache: "no-cache" })
    const found = reply.ok ? await reply.json() : null
    if (found && found.state !== live.state) {
      keepPlace()
      live.tell?.(found.state)
    }
  } catch { /* out of reach: the page stays as it is, and asks again */ }
}

const main = () => document.querySelector('[data-testid="stMain"]')
const plots = () => main()?.querySelectorAll(".js-plotly-plot") ?? []
const placeOf = (plot) => plot.closest('[class*="st-key-plot-"]')?.className.match(/st-key-plot-\S+/)[0]
const titleOf = (details) => details.querySelector("summary")?.textContent

// The ranges of a chart that the reader has changed.
const viewOf = (plot) => {
  const view = {}
  for (const [name, axis] of Object.entries(plot._fullLayout ?? {})) {
    if (!/^[xy]axis\d*$/.test(name) || axis.autorange) continue
    const changed = axis.range.some((end, i) => end !== axis[`_rangeInitial${i}`])
    if (changed) view[`${name}.range`] = [...axis.range]
  }
  return view
}

// New numbers come as new markup, folded up, and as new charts in their first view: put back what
// the reader had open, and the view that the reader had of each chart. That ends a moment after all
// is back, or with the reader's way to another page, so that nothing opens there.
const keepPlace = () => {
  live.endKeeping?.()
  const open = Array.from(main()?.querySelectorAll("details[open]") ?? [], titleOf)
  const old = new Set(plots())
  const changed = Array.from(old, (plot) => [placeOf(plot), viewOf(plot)])
  const views = new Map(changed.filter(([, view]) => Object.keys(view).length))
  if (!open.length && !views.size) return
  const folded = [...open]
  const address = location.href
  const observer = new MutationObserver((changes) => {
    if (location.href !== address) return end()
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (!(node instanceof Element)) continue
      const found = node.matches("details") ? [node] : node.querySelectorAll("details")
      for (const details of found) {
        const title = titleOf(details)
        if (!open.includes(title)) continue
        details.open = true
        if (folded.includes(title)) folded.splice(folded.indexOf(title), 1)
      }
    }
    for (const plot of plots()) {
      const view = views.get(placeOf(plot))
      if (!view || old.has(plot) || !plot._fullLayout) continue
      views.delete(placeOf(plot))
      window.Plotly?.relayout(plot, view)
    }
    if (!folded.length && !views.size) setTimeout(end, 1000)
  })
  const end = () => observer.disconnect()
  live.endKeeping = end
  observer.observe(main() ?? document.body, { childList: true, subtree: true })
  setTimeout(end, 20000)  // a busy server takes long, but not for ever
}

document.addEventListener("visibilitychange", () => {
  if (live.tell && !document.hidden && live.due < Date.now()) tick()
})

export default function ({ data, parentElement, setTriggerValue }) {
  live.address = data.address
  live.state = data.state
  live.tell = (state) => setTriggerValue("newer", state)
  if (live.release !== undefined && live.release !== data.release) {
    parentElement.querySelector("p").textContent = data.said
  }
  live.release = data.release
  live.due ||= Date.now() + SOONEST + Math.random() * (LATEST - SOONEST)
  later()
  return () => {
    live.tell = null
    clearTimeout(live.timer)
  }
}

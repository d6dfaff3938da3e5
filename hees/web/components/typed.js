// A text field that is sent while it is being typed; see typed.py for why and how.

// How long to wait for the server to say that it heard, in ms, before the text is sent again.
const AGAIN = 5000

// Make the input once. Listeners outlive a drawing, so they go by what the last drawing left in
// `area.hees`: the text that is stored, the one sent last, the revision that the text is based on,
// and whether something was typed that the server has not heard.
const make = (label, data) => {
  const area = document.createElement(data.lines > 1 ? "textarea" : "input")
  area.value = data.value
  const state = { value: data.value, sent: null, revision: data.revision, dirty: false, composing: false, timer: 0 }
  area.hees = state
  area.addEventListener("compositionstart", () => { state.composing = true })
  area.addEventListener("compositionend", () => { state.composing = false; state.typed() })
  area.addEventListener("input", () => state.typed())
  area.addEventListener("blur", () => state.left())
  // A press anywhere may lead away from this page: the text has to be on its way before.
  state.press = (event) => { if (event.target !== area) state.send() }
  state.hide = () => { if (document.visibilityState === "hidden") state.send() }
  document.addEventListener("pointerdown", state.press, true)
  document.addEventListener("visibilitychange", state.hide)
  // What the server had not heard when this tab was reloaded comes back with it.
  const kept = JSON.parse(sessionStorage.getItem(data.key) ?? "null")
  if (kept && kept.text !== data.value) {
    Object.assign(state, { dirty: true, revision: kept.based_on })
    area.value = kept.text
    setTimeout(() => state.send(), data.pause)
  }
  label.prepend(area)
  return area
}

const describe = (area, data) => {
  area.setAttribute("aria-label", data.label)
  area.setAttribute("aria-invalid", data.invalid)
  area.setAttribute("aria-required", data.required)
  area.placeholder = data.placeholder
  area.lang = data.lang
  area.autocomplete = data.autocomplete
  if (data.mode) area.inputMode = data.mode
  area.classList.toggle("short", data.short)
}

// Show what is stored, unless something was typed here that the server has not heard yet, or the
// person is still at the text that it heard. Note on which revision the text is based: the stored
// one when that is what stands here, else at least this field's own last save.
const adopt = (area, state, data) => {
  const focused = area.getRootNode().activeElement === area
  if (state.dirty && data.heard === area.value && (state.sent ?? area.value) === area.value) {
    state.dirty = false
    sessionStorage.removeItem(data.key)
  }
  const show = !state.dirty && !(focused && area.value === data.heard)
  if (show && area.value !== data.value) area.value = data.value
  if (data.settled && (show || (!state.dirty && area.value === data.value))) state.revision = data.revision
  else if (data.settled && data.heard === state.sent) state.revision = Math.max(state.revision, data.mine)
  state.value = data.value
}

const count = (area, counter, data) => {
  const length = [...area.value].length
  counter.textContent = data.counter && length > data.longest / 2 ? data.counter.replace("{n}", length) : ""
  counter.className = length > data.longest ? "count over" : "count"
}

export default function ({ data, parentElement, setStateValue }) {
  const label = parentElement.querySelector("label")
  const counter = parentElement.querySelector(".count")
  const note = parentElement.querySelector(".note")
  const area = label.querySelector("input, textarea") ?? make(label, data)
  const state = area.hees
  label.querySelector("span").textContent = data.unit
  describe(area, data)
  adopt(area, state, data)
  count(area, counter, data)
  const say = (text, late) => { note.textContent = text; note.className = late ? "note late" : "note" }
  if (!state.dirty) say(data.note, false)

  state.send = () => {
    if (state.composing || !state.dirty || (area.value === state.sent && state.timer)) return
    clearTimeout(state.timer)
    const sent = { text: area.value, based_on: state.revision }
    state.sent = area.value
    sessionStorage.setItem(data.key, JSON.stringify(sent))
    setStateValue("sent", sent)
    state.timer = setTimeout(() => {
      state.timer = 0
      if (state.dirty) say(data.waiting, true)
      state.send()
    }, AGAIN)
  }
  state.typed = () => {
    state.dirty = true
    say("", false)
    sessionStorage.setItem(data.key, JSON.stringify({ text: area.value, based_on: state.revision }))
    count(area, counter, data)
    clearTimeout(state.timer)
    state.timer = setTimeout(() => { state.timer = 0; state.send() }, data.pause)
  }
  state.left = () => {
    state.send()
    if (!state.dirty) { area.value = state.value; count(area, counter, data) }
  }
  return () => {
    state.send()
    clearTimeout(state.timer)
    document.removeEventListener("pointerdown", state.press, true)
    document.removeEventListener("visibilitychange", state.hide)
  }
}

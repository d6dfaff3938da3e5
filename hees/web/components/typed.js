// How long to wait for the server to say that it heard, in ms: longer than it waits for its database.
const AGAIN = 5000

export default function ({ data, parentElement, setStateValue }) {
  const label = parentElement.querySelector("label")
  let area = label.querySelector("input, textarea")
  if (!area) {
    area = document.createElement(data.lines > 1 ? "textarea" : "input")
    label.prepend(area)
    area.value = data.value
    area.addEventListener("compositionstart", () => { area.hees.composing = true })
    area.addEventListener("compositionend", () => { area.hees.composing = false; area.hees.settle() })
    area.hees = { composing: false, timer: 0, sent: null, value: data.value, heard: data.heard,
      revision: data.revision }
  }
  const state = area.hees
  const count = parentElement.querySelector("p")
  area.setAttribute("aria-label", data.label)
  area.setAttribute("aria-invalid", data.invalid)
  area.placeholder = data.placeholder
  area.lang = data.lang
  if (data.mode) area.inputMode = data.mode
  if (data.autocomplete) area.autocomplete = data.autocomplete
  area.classList.toggle("short", data.short)
  label.querySelector("span").textContent = data.unit
  const show = () => {
    const length = [...area.value].length
    count.textContent = data.counter && length > data.longest / 2 ? data.counter.replace("{n}", length) : ""
    count.className = length > data.longest ? "over" : ""
  }
  const focused = area.getRootNode().activeElement === area
  const untouched = area.value === state.value
  if (area.value !== data.value && !state.composing &&
      (untouched || (!focused && area.value === data.heard))) {
    area.value = data.value
  }
  // Which revision this text is based on: the stored one when it is what stands here, this
  // field's own last save when more was typed meanwhile, else the one it was.
  if (data.settled && (untouched || area.value === data.value)) state.revision = data.revision
  else if (data.settled && data.heard === state.sent) state.revision = Math.max(state.revision, data.mine)
  state.value = data.value
  state.heard = data.heard
  show()
  const commit = () => {
    clearTimeout(state.timer)
    if (state.composing || area.value === state.heard) return
    if (state.heard === null && area.value === state.value) return
    state.sent = area.value
    setStateValue("sent", { text: area.value, based_on: state.revision })
    state.timer = setTimeout(commit, AGAIN)
  }
  const soon = () => { clearTimeout(state.timer); state.timer = setTimeout(commit, data.pause) }
  // A composition has no on… properties, and the listeners outlive a drawing: they go by `state`.
  state.settle = () => { show(); soon() }
  area.oninput = () => { show(); soon() }
  area.onblur = () => {
    commit()
    if (area.value === state.heard) { area.value = state.value; show() }
  }
}

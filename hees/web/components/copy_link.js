// A private link in full, with a button that copies it and says so.
export default function ({ data, parentElement }) {
  const field = parentElement.querySelector("textarea")
  const button = parentElement.querySelector("button")
  const said = parentElement.querySelector("p")
  field.value = data.link
  field.setAttribute("aria-label", data.label)
  field.onfocus = () => field.select()
  button.textContent = data.copy
  button.onclick = async () => {
    field.select()
    try {
      await navigator.clipboard.writeText(data.link)
      said.textContent = data.copied
    } catch {
      // No clipboard without a secure connection: the link is selected, ready for the keys.
      said.textContent = data.selected
    }
  }
}

// Reads what stands in a modal (or a message) in the form that the control endpoints take.

const base64 = (file) =>
  new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",", 2)[1] || "");
    reader.onerror = failed;
    reader.readAsDataURL(file);
  });

export const filesOf = (input) =>
  Promise.all([...input.files].map(async (file) => ({ name: file.name, content_base64: await base64(file) })));

export async function valueOf(element) {
  switch (element.dataset.kind) {
    case "checkboxes":
    case "multi_static_select":
      return [...element.querySelectorAll("input:checked")].map((one) => one.value);
    case "radio_buttons":
      return element.querySelector("input:checked")?.value ?? null;
    case "file_input":
      return filesOf(element);
    default:
      return element.value === "" ? null : element.value;
  }
}

export async function valuesOf(form) {
  const values = {};
  for (const element of form.querySelectorAll("[data-element]")) {
    if (["button", "overflow"].includes(element.dataset.kind)) continue;
    const block = element.closest("[data-block]").dataset.block;
    (values[block] ??= {})[element.dataset.element] = await valueOf(element);
  }
  return values;
}

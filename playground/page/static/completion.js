// The list of slash commands that opens over a composer while somebody types "/".

export function complete(area, commands) {
  const list = area.form.querySelector(".completion");
  const typed = area.value;
  const found = /^\/\S*$/.test(typed) ? commands.filter((one) => one.name.startsWith(typed)) : [];
  list.replaceChildren(...found.map((command, index) => entry(command, index)));
  list.hidden = found.length === 0;
}

function entry(command, index) {
  const item = document.createElement("li");
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", index === 0);
  item.dataset.command = command.name;
  for (const [tag, text] of [["b", command.name], ["code", command.usage_hint], ["span", command.description]]) {
    const part = document.createElement(tag);
    part.textContent = text;
    if (text) item.append(part);
  }
  return item;
}

export function choose(area, item) {
  area.value = `${item.dataset.command} `;
  item.parentElement.hidden = true;
  area.focus();
}

// True when the key was for the list.
export function steer(area, event) {
  const list = area.form.querySelector(".completion");
  if (!list || list.hidden) return false;
  const items = [...list.children];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = (at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", index === next));
  } else if (event.key === "Tab" || (event.key === "Enter" && area.value !== items[at].dataset.command)) {
    choose(area, items[at]);
  } else if (event.key === "Escape") {
    list.hidden = true;
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}

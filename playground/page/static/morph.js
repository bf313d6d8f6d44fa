// Makes a living part of the page equal to freshly drawn HTML, touching only what differs: what somebody types,
// what is unfolded and where they scrolled stays.

const keyOf = (node) => (node.nodeType === 1 ? node.dataset.key || node.id || "" : "");
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

// Attributes that the person at the page owns, not the server.
const theirs = (node, name) =>
  (node.nodeName === "DETAILS" && name === "open") || (node.matches("form.edit, .completion, .toast") && name === "hidden");

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !theirs(old, name) && name !== "aria-busy") old.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value && !theirs(old, name)) old.setAttribute(name, value);
  }
}

export function morph(old, fresh) {
  if (old.nodeType !== 1) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  attributes(old, fresh);
  if (old.nodeName !== "TEXTAREA" && !old.matches(".completion, .toast")) children(old, fresh);
}

export function children(old, fresh) {
  const keyed = new Map([...old.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const key = keyOf(wanted);
    const found = key ? keyed.get(key) : at && !keyOf(at) && alike(at, wanted) ? at : null;
    if (found && alike(found, wanted)) {
      if (found === at) at = at.nextSibling;
      else old.insertBefore(found, at);
      morph(found, wanted);
      keyed.delete(key);
    } else {
      old.insertBefore(wanted, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

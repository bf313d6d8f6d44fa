// The page: keeps the columns as the server draws them, and turns what people do into calls of the control endpoints.

import { Clock } from "./clock.js";
import { choose, complete, steer } from "./completion.js";
import { filesOf, valueOf, valuesOf } from "./fields.js";
import { children } from "./morph.js";

const setup = JSON.parse(document.getElementById("setup").textContent);
const columns = [...document.querySelectorAll(".column")];
const clock = new Clock(setup, () => toast(columns[0], setup.words.failed));

// Drawing

async function draw(column) {
  if (column.drawing) return void (column.again = true);
  column.drawing = true;
  try {
    const address = `/page/column/${column.dataset.user}?tab=${encodeURIComponent(column.dataset.tab ?? "")}&lang=${setup.lang}`;
    const answer = await fetch(address);
    if (answer.ok) show(column, await answer.text());
  } catch {
    // The stream of changes tells that the page lost contact.
  }
  column.drawing = false;
  if (column.again) {
    column.again = false;
    draw(column);
  }
}

function show(column, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const had = new Set([...column.querySelectorAll("[data-ts]")].map((one) => one.dataset.ts));
  const veil = column.querySelector(".veil .modal")?.dataset.key;
  const place = column.querySelector(".scroll")?.dataset.key;
  const atEnd = nearEnd(column.querySelector(".scroll"));
  children(column, fresh.content);
  follow(column, had, atEnd, place);
  const modal = column.querySelector(".veil .modal");
  if (modal && modal.dataset.key !== veil) focusFirst(modal);
}

const nearEnd = (scroll) => !scroll || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;

function follow(column, had, atEnd, place) {
  const scroll = column.querySelector(".scroll");
  if (scroll.dataset.key !== place || had.size === 0) return void (scroll.scrollTop = scroll.scrollHeight);
  const fresh = [...scroll.querySelectorAll("[data-ts]")].filter((one) => !had.has(one.dataset.ts));
  fresh.forEach((one) => one.classList.add("fresh"));
  const last = fresh.at(-1);
  if (last && !last.closest("details:not([open])")) last.scrollIntoView({ block: "nearest", behavior: "smooth" });
  else if (atEnd && !fresh.length) return;
}

function focusFirst(modal) {
  const first = modal.querySelector(".modal-body input, .modal-body textarea, .modal-body select");
  (first ?? modal.querySelector(".modal-body")).focus({ preventScroll: true });
}

function toast(column, text) {
  const place = column.querySelector(".toast");
  place.textContent = text;
  place.hidden = false;
  clearTimeout(place.timer);
  place.timer = setTimeout(() => (place.hidden = true), 8000);
}

// Acting

async function act(column, what, body, source) {
  source?.setAttribute("aria-busy", "true");
  let told = { ok: false, text: setup.words.failed };
  try {
    const answer = await fetch(`/as/${column.dataset.user}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    told = await answer.json();
  } catch {
    // Said below.
  }
  const problem = told.failure?.text || (told.ok || told.errors || told.confirm ? "" : told.text || setup.words.failed);
  if (problem) toast(column, problem);
  await draw(column);
  source?.removeAttribute("aria-busy");
  return told;
}

const columnOf = (node) => node.closest(".column");
const containerOf = (node) => JSON.parse(node.closest("[data-container]").dataset.container);

function confirmed({ title, text, confirm, deny, style }) {
  const box = document.getElementById("confirm");
  document.getElementById("confirm-title").textContent = plain(title);
  document.getElementById("confirm-text").textContent = plain(text);
  document.getElementById("confirm-no").textContent = plain(deny);
  const yes = document.getElementById("confirm-yes");
  yes.textContent = plain(confirm);
  yes.classList.toggle("danger", style === "danger");
  box.returnValue = "";
  box.showModal();
  return new Promise((done) => (box.onclose = () => done(box.returnValue === "yes")));
}

const plain = ({ type, text }) => {
  const bare = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  return type === "mrkdwn" ? bare.replace(/[*_~`]/g, "") : bare;
};

async function click(node, element, value) {
  const modal = node.closest(".modal");
  const body = {
    container: containerOf(node),
    block_id: node.closest("[data-block]").dataset.block,
    action_id: element.dataset.element,
    value,
    values: modal ? await valuesOf(modal) : {},
  };
  const told = await act(columnOf(node), "click", body, node);
  if (told.confirm && (await confirmed(told.confirm))) await act(columnOf(node), "click", { ...body, confirmed: true }, node);
  if (element.dataset.url) window.open(element.dataset.url, "_blank", "noopener");
}

async function write(form) {
  const area = form.elements.text;
  const picker = form.elements.files;
  const text = area.value.trim();
  if (!text && !picker.files.length) return;
  const column = columnOf(form);
  const body = { channel: form.dataset.channel, thread_ts: form.dataset.thread || undefined, text };
  if (!text.startsWith("/") || picker.files.length) body.files = await filesOf(picker);
  area.value = picker.value = "";
  grow(area);
  const told = await act(column, text.startsWith("/") && !body.files ? "command" : "message", body, form);
  if (!told.ok && !area.value) area.value = text;
}

const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 160)}px`;
};

// Listening

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  const column = columnOf(form);
  if (form.dataset.view) {
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const told = await act(column, "submit", { view_id: form.dataset.view, values: await valuesOf(form) }, form);
    if (told.errors) column.querySelector(".wrong [data-element]")?.focus();
  } else if (form.dataset.act === "edit") {
    const { channel, ts } = containerOf(form);
    await act(column, "edit", { channel, ts, text: form.elements.text.value }, form);
    form.hidden = true;
  } else {
    await write(form);
  }
});

document.addEventListener("click", async (event) => {
  const node = event.target.closest("button, [data-command]");
  const column = node && columnOf(node);
  if (!column) return;
  if (node.dataset.command) return choose(node.closest("form").elements.text, node);
  if (node.dataset.tab) return open(column, node.dataset.tab);
  if (node.dataset.close) return act(column, "close_view", { view_id: node.closest(".modal").dataset.view, all: node.dataset.close === "all" });
  if ("edit" in node.dataset) return edit(node.closest(".message"));
  if ("delete" in node.dataset) return act(column, "delete", containerOf(node), node);
  if (node.dataset.shortcut) return act(column, "shortcut", { ...containerOf(node), callback_id: node.dataset.shortcut }, node);
  const element = node.closest("[data-element]");
  if (element) return click(node, element, element === node ? undefined : node.value);
});

document.addEventListener("change", async (event) => {
  const element = event.target.closest("[data-element]");
  if (event.target.name === "files") event.target.closest(".clip").classList.toggle("full", event.target.files.length > 0);
  if (element && !element.closest(".block.input:not([data-dispatch])")) await click(event.target, element, await valueOf(element));
});

document.addEventListener("input", (event) => {
  if (!event.target.matches(".composer textarea")) return;
  grow(event.target);
  if ("commands" in event.target.dataset) complete(event.target, setup.commands);
});

document.addEventListener("keydown", (event) => {
  const modal = event.target.closest?.(".modal");
  if (modal && event.key === "Escape") return modal.querySelector('[data-close="one"]').click();
  if (!event.target.matches(".composer textarea")) return;
  if (steer(event.target, event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

function edit(message) {
  message.querySelector("details.acts").open = false;
  const form = message.querySelector("form.edit");
  form.hidden = !form.hidden;
  if (form.hidden) return;
  form.elements.text.value = form.dataset.typed;
  form.elements.text.focus();
}

async function open(column, tab) {
  const before = column.querySelector('[data-tab][aria-selected="true"]').dataset.tab;
  if (before !== "home") act(column, "read", { channel: before });
  column.dataset.tab = tab;
  await draw(column);
  if (tab === "home") act(column, "home", {});
  else act(column, "read", { channel: tab });
}

// Side by side or one at a time

const tabs = [...document.querySelectorAll(".people [data-person]")];

function pick(user) {
  for (const tab of tabs) tab.setAttribute("aria-selected", tab.dataset.person === user);
  for (const column of columns) column.classList.toggle("picked", column.dataset.user === user);
}

tabs.forEach((tab) => (tab.onclick = () => pick(tab.dataset.person)));
pick(columns[0]?.dataset.user);

const layout = document.getElementById("layout");
layout.onclick = () => {
  const single = document.body.classList.toggle("single");
  layout.setAttribute("aria-pressed", single);
  layout.textContent = single ? layout.dataset.on : layout.dataset.off;
};

// The language of the page is that of everybody's Slack

const language = document.querySelector("[data-locale]");
language.onclick = async (event) => {
  event.preventDefault();
  const told = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ locale: language.dataset.locale }) };
  await Promise.allSettled(columns.map((column) => fetch(`/people/${column.dataset.user}`, told)));
  location.assign(language.href);
};

// Live changes

const stream = new EventSource("/page/changes");
stream.onmessage = (event) => {
  document.getElementById("lost").hidden = true;
  const { clock: state } = JSON.parse(event.data);
  clock.take(state);
  columns.forEach(draw);
};
stream.onerror = () => (document.getElementById("lost").hidden = false);
columns.forEach((column) => follow(column, new Set(), true, ""));

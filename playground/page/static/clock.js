// The rehearsal clock in the top bar, and the drawer with an order's timeline and the requests seen.

const $ = (id) => document.getElementById(id);
const make = (tag, text, cls) => Object.assign(document.createElement(tag), { textContent: text ?? "", className: cls ?? "" });

export class Clock {
  constructor({ words, lang, zone }, failed) {
    this.words = words;
    this.failed = failed;
    this.state = { shift: 0 };
    this.long = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: zone });
    this.hour = new Intl.DateTimeFormat(lang, { timeStyle: "medium", timeZone: zone });
    this.open = null;
    for (const button of document.querySelectorAll("[data-push]")) button.onclick = () => this.push(button);
    $("drawer-button").onclick = () => this.toggle($("drawer").hidden);
    $("drawer-close").onclick = () => this.toggle(false);
    $("show-orders").onclick = () => this.pane("orders");
    $("show-requests").onclick = () => this.pane("requests");
    setInterval(() => this.tick(), 1000);
  }

  take(state) {
    this.state = state;
    $("away").hidden = state.reachable;
    $("clock").hidden = $("drawer-button").hidden = !state.rehearsal;
    this.tick();
    if (!$("drawer").hidden) this.refresh();
  }

  tick() {
    const { shift, next } = this.state;
    $("clock-now").textContent = this.long.format(Date.now() + shift * 1000);
    $("clock-lead").textContent = shift > 1 ? this.words.ahead.replace("{lead}", this.span(shift)) : this.words.real_time;
    $("clock-next").textContent = next ? this.words.next_at.replace("{at}", this.long.format(new Date(next))) : this.words.no_next;
    $("push-next").disabled = !next;
  }

  span(seconds) {
    const minutes = Math.round(seconds / 60);
    const parts = [[Math.floor(minutes / 1440), this.words.other === "en" ? "j" : "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
    return parts.filter(([n]) => n).slice(0, 2).map(([n, unit]) => `${n} ${unit}`).join(" ") || "0 min";
  }

  async push(button) {
    const all = document.querySelectorAll("[data-push]");
    all.forEach((one) => (one.disabled = true));
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch("/page/clock", { method: "POST", headers: { "Content-Type": "application/json" }, body: button.dataset.push });
      if (answer.ok) this.take(await answer.json());
      else this.failed();
    } catch {
      this.failed();
    }
    button.removeAttribute("aria-busy");
    all.forEach((one) => (one.disabled = false));
    this.tick();
  }

  toggle(show) {
    $("drawer").hidden = !show;
    $("drawer-button").setAttribute("aria-expanded", show);
    if (show) this.refresh();
    else $("drawer-button").focus();
  }

  pane(name) {
    for (const one of ["orders", "requests"]) {
      $(`show-${one}`).setAttribute("aria-selected", one === name);
      $(`pane-${one}`).hidden = one !== name;
    }
    this.refresh();
  }

  async refresh() {
    if (!$("pane-requests").hidden) return this.requests();
    const { orders = [] } = await this.get("/page/orders");
    this.open ??= orders[0]?.ref ?? null;
    $("orders").replaceChildren(...orders.map((order) => this.order(order)));
    if (!orders.length) $("orders").append(make("p", this.words.no_orders, "empty"));
    if (this.open) this.line(await this.get(`/page/orders/${encodeURIComponent(this.open)}`));
  }

  async get(address) {
    try {
      const answer = await fetch(address);
      return answer.ok ? await answer.json() : {};
    } catch {
      return {};
    }
  }

  order(order) {
    const button = make("button", "", "order");
    button.type = "button";
    button.setAttribute("aria-pressed", order.ref === this.open);
    button.append(make("b", order.ref), make("span", order.title), make("small", order.state));
    if (order.late) button.append(make("em", this.words.late, "late"));
    button.onclick = () => {
      this.open = order.ref;
      this.refresh();
    };
    return button;
  }

  line({ past = [], future = [] }) {
    const events = (list, cls) => list.map((event) => this.event(event, cls));
    const now = make("li", `${this.words.now} · ${this.long.format(Date.now() + this.state.shift * 1000)}`, "now");
    const list = make("ol", "", "timeline");
    list.append(...events(past, "past"), now, ...events(future, "future"));
    $("line").replaceChildren(list);
  }

  event({ at, text, kind }, cls) {
    const item = make("li", "", cls);
    item.append(make("time", this.long.format(new Date(at))), make("span", text || kind));
    return item;
  }

  async requests() {
    const { requests = [] } = await this.get("/page/requests");
    const table = make("table", "", "requests");
    for (const { at, kind, id, status, ms } of requests.slice(-60).reverse()) {
      const row = table.insertRow();
      row.className = status < 300 ? "fine" : "bad";
      row.title = id ?? "";
      for (const text of [this.hour.format(new Date(at)), kind, status, `${Math.round(ms)} ms`]) row.insertCell().textContent = text;
    }
    $("pane-requests").replaceChildren(requests.length ? table : make("p", this.words.no_events, "empty"));
  }
}

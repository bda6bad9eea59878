// What pages need beside htmx: no second sending, rows that are added, ticks, sums of a sheet, typed text that survives a lost session.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Who goes back and sends the same again sends it under the same key, by which it counts once; with anything else in it, it is another form.
  const sameKey = (form) => {
    if (!form.elements.key) return;
    const place = `fuyu-sent:${location.pathname}:${form.getAttribute("action") || ""}`;
    const content = JSON.stringify([...new FormData(form)].filter(([name]) => !["csrf_token", "key"].includes(name)).map(([name, value]) => [name, value instanceof File ? [value.name, value.size] : value]));
    const last = JSON.parse(sessionStorage.getItem(place) || "{}");
    if (last.content === content) form.elements.key.value = last.key;
    else sessionStorage.setItem(place, JSON.stringify({ content, key: form.elements.key.value }));
  };

  // A form is sent once: a second click while the first is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    sameKey(form);
    setTimeout(() => all("button", form).forEach((button) => { button.disabled = true; }), 0);
  });
  window.addEventListener("pageshow", () => all("[data-once]").forEach((form) => {
    delete form.dataset.sent;
    all("button", form).forEach((button) => { button.disabled = false; });
  }));

  // Rows of a form: a new one is a copy of the template under the next number.
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    if (add) {
      const rows = add.closest(".rows");
      const list = rows.querySelector(".rows-list");
      const number = Math.max(-1, ...all("[name]", list).map((field) => Number(field.name.slice(rows.dataset.rows.length + 1).split(".")[0])).filter(Number.isFinite)) + 1;
      const holder = document.createElement("div");
      holder.append(rows.querySelector("template").content.cloneNode(true));
      all("*", holder).forEach((element) => ["name", "id", "for", "aria-describedby"].forEach((attribute) => {
        if (element.hasAttribute(attribute)) element.setAttribute(attribute, element.getAttribute(attribute).replace("__row__", number));
      }));
      list.append(...holder.children);
      list.lastElementChild.querySelector("input, select, textarea")?.focus();
    }
    const drop = event.target.closest("[data-drop-row]");
    if (drop) {
      const form = drop.closest("form");
      drop.closest(".one-row").remove();
      form?.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const tick = event.target.closest("[data-tick-all], [data-tick-none]");
    if (tick) {
      const name = tick.dataset.tickAll || tick.dataset.tickNone;
      all(`input[name="${name}"]`).forEach((box) => { box.checked = Boolean(tick.dataset.tickAll) && (!box.hasAttribute("data-left-out") || box.checked); });
      count();
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  const count = () => all("[data-count]").forEach((place) => {
    const boxes = all(`input[name="${place.dataset.count}"]`);
    place.textContent = `${boxes.filter((box) => box.checked).length} / ${boxes.filter((box) => box.checked || !box.hasAttribute("data-left-out")).length}`;
  });
  const sum = () => all("[data-sheet]").forEach((sheet) => {
    const fields = all("input[type=number]", sheet);
    const total = (numbers) => Math.round(numbers.reduce((left, right) => left + (Number(right) || 0), 0) * 1000) / 1000;
    sheet.querySelector("[data-sum]").textContent = total(fields.map((field) => field.value));
    sheet.querySelector("[data-most]").textContent = total(fields.map((field) => field.max));
  });
  document.addEventListener("input", sum);
  document.addEventListener("change", count);

  // Files that are dropped on a form's place for them are taken as if they had been chosen; what was handed over at once is not sent a second time.
  ["dragover", "dragleave", "drop"].forEach((name) => document.addEventListener(name, (event) => {
    const place = event.target.closest?.("[data-drop-here]");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("dragged", name === "dragover");
    const field = place.querySelector("[data-upload]");
    if (name === "drop" && event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }));
  // What was sent in the background and did not arrive is told in words, and can be sent again.
  document.addEventListener("htmx:afterRequest", (event) => {
    const lost = document.querySelector("#lost"), status = event.detail.xhr?.status;
    if (status === 401) return;
    if (event.target.matches("[data-upload]")) {
      const stays = !event.detail.successful && status !== 413;  // What did not arrive goes with the form.
      event.target.toggleAttribute("data-stays", stays);
      if (!stays) event.target.value = "";
    }
    lost.hidden = event.detail.successful;
    all("[data-when]", lost).forEach((told) => { told.hidden = (told.dataset.when === "too-large") !== (status === 413); });
    if (!event.detail.successful) lost.scrollIntoView({ block: "nearest" });
  });

  // What a form holds that is on its way is no draft any more; what the service has kept need not be kept here, where it would hide what is typed elsewhere.
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.closest("form")?.dataset.sent) event.preventDefault(); });
  document.addEventListener("htmx:afterOnLoad", (event) => {
    const form = event.target.closest("form[data-once]");
    if (form && event.target.querySelector("[data-sheet]") && !event.target.querySelector(".saved .text-danger")) sessionStorage.removeItem(place(form));
  });

  // Choosing a file again that did not arrive changes nothing for the browser, which then says "cancel"; it is sent again all the same.
  document.addEventListener("cancel", (event) => {
    if (event.target.matches("[data-stays]") && event.target.files.length) event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // What was typed is kept in this browser until it was sent, and offered again after a lost session or connection: to the same person, in the same form alone.
  const DRAFT = "fuyu:", SENT = "fuyu-sent";
  const NOT_OF_A_FORM = ["csrf_token", "key", "version", "files"];
  const TYPED = "input:not([type=hidden]):not([type=file]):not([type=password]), textarea, select";
  const place = (form) => {
    const fixed = all("input[type=hidden], button[name]", form).filter((field) => !NOT_OF_A_FORM.includes(field.name) && !field.closest(".received, template, .one-row"));
    const path = new URL(form.getAttribute("action") || "", location.href).pathname;
    return [DRAFT, document.body.dataset.account, path, ...fixed.map((field) => `${field.name}=${field.value}`)].join("|");
  };
  const kept = (form) => all(TYPED, form).map((field) => [field.name, ["checkbox", "radio"].includes(field.type) ? `${field.value}:${field.checked}` : field.value]);
  const sent = sessionStorage.getItem(SENT);
  if (sent && ["done", "saved", "unmailed"].some((name) => new URLSearchParams(location.search).get(name))) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
  all("form[data-once]").forEach((form) => {
    const known = sessionStorage.getItem(place(form));
    if (known && !document.querySelector("#refusal")) {
      const values = JSON.parse(known);
      all(TYPED, form).forEach((field, number) => {
        const [name, value] = values[number] || [];
        if (name !== field.name) return;
        if (["checkbox", "radio"].includes(field.type)) field.checked = value === `${field.value}:true`;
        else field.value = value;
      });
      form.closest("details")?.setAttribute("open", "");
    }
    form.addEventListener("input", () => sessionStorage.setItem(place(form), JSON.stringify(kept(form))));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-once]")) sessionStorage.setItem(SENT, place(event.target));
    if (event.target.matches("[data-forget]")) Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFT)).forEach((key) => sessionStorage.removeItem(key));
  });
  // A file dropped on a place goes into its field.
  all("[data-drop]").forEach((place) => {
    const field = place.querySelector("input[type=file]");
    ["dragover", "dragleave", "drop"].forEach((kind) => place.addEventListener(kind, (event) => {
      event.preventDefault();
      place.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) field.files = event.dataTransfer.files;
    }));
  });

  // Views of a list: its filters and order under a name, kept in this browser.
  const views = document.querySelector("[data-views]");
  if (views) {
    const name = `fuyu-views:${views.dataset.views}`;
    const known = () => JSON.parse(localStorage.getItem(name) || "{}");
    const keep = (all) => { localStorage.setItem(name, JSON.stringify(all)); draw(); };
    const make = (tag, text, set) => Object.assign(document.createElement(tag), { textContent: text, ...set });
    const draw = () => {
      const found = Object.entries(known());
      views.replaceChildren(...found.flatMap(([title, query]) => {
        const drop = make("button", "×", { type: "button", className: "btn btn-sm btn-link p-0", onclick: () => { const rest = known(); delete rest[title]; keep(rest); } });
        drop.setAttribute("aria-label", `${views.dataset.viewsDrop}：${title}`);
        return [make("a", title, { href: `${location.pathname}?${query}` }), drop];
      }));
      if (found.length) views.prepend(make("span", `${views.dataset.viewsTitle}：`, {}));
      views.append(make("button", views.dataset.viewsKeep, { type: "button", className: "btn btn-sm btn-outline-secondary", onclick: () => {
        const title = (prompt(views.dataset.viewsAsk) || "").trim().slice(0, 40);
        const query = new URLSearchParams(new FormData(document.querySelector("[data-filters]")));
        [...query].forEach(([key, value]) => { if (!value) query.delete(key); });
        if (title) keep({ ...known(), [title]: query.toString() });
      } }));
    };
    draw();
  }

  document.querySelector("#refusal")?.focus();
  count();
  sum();
})();

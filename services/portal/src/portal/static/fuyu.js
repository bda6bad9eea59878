// What pages need beside htmx: no second sending, rows that are added, ticks, sums of a sheet, typed text that survives a lost session.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add("scripted");

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

  // Rows of a form: a new one is a copy of the template under the next number, or under the one that it had.
  const numberOf = (row, name) => Number(row.querySelector("[name]").name.slice(name.length + 1).split(".")[0]);
  const rowsOf = (rows) => all(":scope > .rows-list > .one-row", rows).map((row) => [numberOf(row, rows.dataset.rows), row]);
  const addRow = (rows, number) => {
    const holder = document.createElement("div");
    holder.append(rows.querySelector("template").content.cloneNode(true));
    all("*", holder).forEach((element) => ["name", "id", "for", "aria-describedby"].forEach((attribute) => {
      if (element.hasAttribute(attribute)) element.setAttribute(attribute, element.getAttribute(attribute).replace("__row__", number));
    }));
    rows.querySelector(".rows-list").append(...holder.children);
  };
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    if (add) {
      const rows = add.closest(".rows");
      addRow(rows, Math.max(-1, ...rowsOf(rows).map(([number]) => number)) + 1);
      rows.querySelector(".rows-list").lastElementChild.querySelector("input, select, textarea")?.focus();
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
      keep(tick.closest("form"));
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
  document.addEventListener("htmx:afterSettle", count);
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
      keep(event.target.form);
    }
    lost.hidden = event.detail.successful;
    all("[data-when]", lost).forEach((told) => { told.hidden = (told.dataset.when === "too-large") !== (status === 413); });
    if (!event.detail.successful) lost.scrollIntoView({ block: "nearest" });
  });

  // The panel of a row is asked for when it is opened, until it arrived; where it did not, it closes, and opening it asks again.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("details.why") && (!event.target.open || event.target.dataset.told)) event.preventDefault();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.target.matches("details.why")) return;
    if (event.detail.successful) event.target.dataset.told = "true";
    else event.target.open = false;
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
  const DRAFT = "fuyu:", SENT = "fuyu-sent", KEPT = "[data-once], [data-autosave]";
  const NOT_OF_A_FORM = ["csrf_token", "key", "version", "files"];
  const TYPED = "input:not([type=hidden]):not([type=file]):not([type=password]), textarea, select";
  const place = (form) => {
    const fixed = all("input[type=hidden], button[name]", form).filter((field) => !NOT_OF_A_FORM.includes(field.name) && !field.closest(".received, template, .one-row"));
    const path = new URL(form.getAttribute("action") || "", location.href).pathname;
    return [DRAFT, document.body.dataset.account, path, ...fixed.map((field) => `${field.name}=${field.value}`)].join("|");
  };
  // A field is found again by its name, a tick by its value too; of several with one name each takes the value at its own place among them.
  const isTick = (field) => ["checkbox", "radio"].includes(field.type);
  const nameOf = (field) => isTick(field) ? `${field.name}=${field.value}` : field.name;
  const typedIn = (form) => ({
    rows: Object.fromEntries(all(".rows", form).map((rows) => [rows.dataset.rows, rowsOf(rows).map(([number]) => number)])),
    fields: all(TYPED, form).map((field) => [nameOf(field), isTick(field) ? field.checked : field.value]),
    files: all(".received input[type=hidden], .received :checked", form).map((field) => [field.name, field.value, field.parentElement.textContent.trim()]),
  });
  const keep = (form) => {
    if (form?.matches(KEPT)) sessionStorage.setItem(place(form), JSON.stringify({ version: form.elements.version?.value, typed: typedIn(form) }));
  };
  const fillIn = (form, { rows, fields, files }) => {
    all(".rows", form).filter((each) => rows[each.dataset.rows]).forEach((each) => {
      const wanted = rows[each.dataset.rows], there = rowsOf(each);
      there.filter(([number]) => !wanted.includes(number)).forEach(([, row]) => row.remove());
      wanted.filter((number) => !there.some(([known]) => known === number)).forEach((number) => addRow(each, number));
    });
    files.filter(([name, id]) => !all(".received [name]", form).some((field) => field.name === name && field.value === id)).forEach(([name, value, told]) => {
      const line = document.createElement("div");
      line.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }), told);
      form.querySelector(".received")?.append(line);
    });
    const values = new Map();
    fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    all(TYPED, form).forEach((field) => {
      const value = values.get(nameOf(field))?.shift();
      if (value !== undefined) field[isTick(field) ? "checked" : "value"] = value;
    });
  };
  const sent = sessionStorage.getItem(SENT);
  if (sent && ["done", "saved", "unmailed", "begun"].some((name) => new URLSearchParams(location.search).get(name))) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
  all(KEPT).forEach((form) => {
    const known = JSON.parse(sessionStorage.getItem(place(form)));
    if (!known || document.querySelector("#refusal")) return;
    const shown = JSON.stringify(typedIn(form));
    fillIn(form, known.typed);
    form.closest("details")?.setAttribute("open", "");
    if (!form.matches("[data-autosave]") || JSON.stringify(typedIn(form)) === shown) return;
    // What is offered again may cover what was saved since: then it is told, and sent by the button alone.
    const isOlder = known.version !== form.elements.version.value;
    form.toggleAttribute("data-held", isOlder);
    form.querySelector("#saved").hidden = isOlder;
    form.querySelector(`[data-offered="${isOlder ? "older" : "same"}"]`).hidden = false;
  });
  ["input", "change"].forEach((name) => document.addEventListener(name, (event) => keep(event.target.closest("form"))));
  document.addEventListener("submit", (event) => {
    if (event.target.matches(KEPT)) sessionStorage.setItem(SENT, place(event.target));
    if (event.target.matches("[data-forget]")) Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFT)).forEach((key) => sessionStorage.removeItem(key));
  });

  // What a form saved by itself need not be kept any more, but what was typed while that was on its way.
  const onItsWay = new WeakMap();
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-held]")) event.preventDefault();
    else if (event.target.matches("[data-autosave]")) onItsWay.set(event.target, JSON.stringify(typedIn(event.target)));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target;
    if (!form.matches("[data-autosave]") || !event.detail.successful || !form.querySelector("[data-saved]")) return;
    all("[data-offered]", form).forEach((told) => { told.hidden = true; });
    if (onItsWay.get(form) === JSON.stringify(typedIn(form))) sessionStorage.removeItem(place(form));
    else keep(form);
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

  // Views of a list: its filters and order under a name, kept in this browser for this account.
  const views = document.querySelector("[data-views]");
  if (views) {
    const name = `fuyu-views:${document.body.dataset.account}:${views.dataset.views}`;
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

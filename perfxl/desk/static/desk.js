"use strict";
// HR's desk in the browser: asks for pages, sends what a button says, shows how far the work is. No page holds a rule.
(() => {
  const KEY = "perfxl-key", LANGUAGE = "perfxl-language";
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const page = $("#page"), work = $("#work"), toast = $("#toast"), veil = $("#veil");
  let asked = 0, stamp = null, dismissed = 0, lastJob = 0, uploading = false, over = false, pulseTimer = 0;

  const view = () => $(".view", page);
  const word = (name, facts = {}) =>
    (view()?.dataset[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "");

  function headers(more = {}) {
    const own = { "X-Perfxl-Key": sessionStorage.getItem(KEY) ?? "", ...more };
    const language = sessionStorage.getItem(LANGUAGE);
    if (language) own["X-Perfxl-Language"] = language;
    return own;
  }

  async function call(path, options = {}) {
    const answer = await fetch(path, { ...options, headers: headers(options.headers), cache: "no-store" });
    if (answer.status === 401) { shut("closed"); throw new Error("not let in"); }
    return answer;
  }

  function shut(which) {
    over = true;
    for (const part of [page, work, toast]) part.hidden = true;
    $("#" + which).hidden = false;
    $("h1", $("#" + which)).tabIndex = -1;
    $("h1", $("#" + which)).focus();
  }

  function tell(text) {
    toast.textContent = text;
    clearTimeout(tell.timer);
    tell.timer = setTimeout(() => { toast.textContent = ""; }, 6000);
  }

  let standing = ""; // what went wrong last: it stays when the page shows itself anew, until something else is done

  function trouble(text) {
    const place = $("#trouble", page) ?? page;
    place.textContent = standing = text;
    place.scrollIntoView({ block: "center" });
  }

  // --- pages ---------------------------------------------------------------------------------------------------

  async function load({ push = null, quiet = false, first = false } = {}) {
    if (push !== null && push !== location.pathname) history.pushState(null, "", push);
    const number = ++asked;
    if (!quiet) standing = "";
    const answer = await call("/view" + location.pathname);
    const html = await answer.text();
    if (number !== asked) return undefined; // another page has been asked for meanwhile
    if (answer.status === 404) { history.replaceState(null, "", "/"); return load(); }
    if (!answer.ok) return trouble(safe(html).message ?? word("failed"));
    const open = quiet ? $$("details[open][id]", page).map((part) => part.id) : [];
    const filters = quiet ? $$("[data-filter] [name]", page).map((field) => [field.name, field.value]) : [];
    const typed = quiet ? [window.scrollX, window.scrollY] : [0, 0];
    page.innerHTML = html;
    if (standing && $("#trouble", page)) $("#trouble", page).textContent = standing;
    document.title = view().dataset.title.trim();
    document.documentElement.lang = view().dataset.language;
    veil.textContent = view().dataset.drop;
    for (const id of open) { const part = document.getElementById(id); if (part) part.open = true; }
    for (const [name, value] of filters) { const field = $(`[data-filter] [name="${name}"]`, page); if (field) field.value = value; }
    filter();
    window.scrollTo(...typed);
    if (!quiet && !first) { const head = $("h1", page); if (head) { head.tabIndex = -1; head.focus({ preventScroll: true }); } }
  }

  const safe = (text) => { try { return JSON.parse(text); } catch { return {}; } };

  const isTyping = () => {
    const at = document.activeElement;
    const inForm = at && page.contains(at) && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !at.closest("[data-filter]");
    return inForm || $$("form[data-act] textarea, form[data-act] input:not([type=hidden])", page)
      .some((field) => field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  };

  function changedElsewhere() {
    const place = $("#trouble", page);
    if (!place || $("button", place)) return;
    place.textContent = word("changed") + " ";
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = word("again");
    again.addEventListener("click", () => load());
    place.append(again);
  }

  async function pulse() {
    clearTimeout(pulseTimer);
    if (over) return;
    let atWork = false;
    try {
      const state = await (await call("/pulse")).json();
      pulse.missed = 0;
      atWork = state.at_work;
      showJob(state);
      if (stamp !== null && state.stamp !== stamp && !uploading) {
        if (isTyping()) changedElsewhere(); else await load({ quiet: true });
      }
      if (!isTyping()) stamp = state.stamp;
    } catch {
      pulse.missed = (pulse.missed ?? 0) + 1;
      if (pulse.missed > 2 && !over) shut("over");
    }
    if (!over) pulseTimer = setTimeout(pulse, atWork ? 700 : 4000);
  }

  function showJob(state) {
    if (!state.job || (state.number <= dismissed && !state.at_work)) { if (work.innerHTML) work.innerHTML = ""; return; }
    if (showJob.html !== state.job || !work.innerHTML) {
      const focused = work.contains(document.activeElement);
      work.innerHTML = state.job;
      if (focused) $("button", work)?.focus();
      showJob.html = state.job;
    }
    lastJob = state.number;
  }

  // --- what a person does ----------------------------------------------------------------------------------------

  function values(form) {
    const out = {};
    for (const [name, value] of new FormData(form)) {
      out[name] = name in out ? [].concat(out[name], value) : value;
    }
    return out;
  }

  async function send(form, submitter) {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    standing = "";
    const buttons = $$("button", form);
    buttons.forEach((button) => { button.setAttribute("aria-disabled", "true"); });
    const given = values(form);
    if (submitter?.name) given[submitter.name] = submitter.value;
    if ("once" in form.dataset) given.nonce = view().dataset.nonce + ":" + $$("form", page).indexOf(form);
    try {
      const answer = await call("/act/" + form.dataset.act, {
        method: "POST", body: JSON.stringify(given), headers: { "Content-Type": "application/json" },
      });
      const said = safe(await answer.text());
      if (said.ended) return shut("over");
      if (said.elsewhere) { location.href = said.elsewhere; return; }
      if (!answer.ok || said.failed) {
        if (said.trouble === "desk_changed") await load({ quiet: true });
        return trouble(said.message ?? said.failed ?? word("failed"));
      }
      if (said.said) tell(said.said);
      if ("once" in form.dataset || said.go) { await load({ push: said.go ?? null, quiet: !said.go }); stamp = null; }
      pulse();
    } catch (error) {
      if (!over) trouble(word("failed"));
    } finally {
      delete form.dataset.busy;
      buttons.forEach((button) => { button.removeAttribute("aria-disabled"); });
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.dataset.act) send(form, event.submitter);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/']");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      if (!$("progress", work)) { dismissed = lastJob; work.innerHTML = ""; }
      load({ push: link.getAttribute("href") }).catch(() => {});
      return;
    }
    const skip = event.target.closest("a[href='#main']");
    if (skip) { event.preventDefault(); $("#main", page).focus(); return; }
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.language) { sessionStorage.setItem(LANGUAGE, button.dataset.language); showJob.html = ""; load({ quiet: true }).then(pulse); }
    if ("dismiss" in button.dataset) { dismissed = lastJob; work.innerHTML = ""; }
    if (button.dataset.copy) copy(document.getElementById(button.dataset.copy));
    if (button.dataset.save) save(button.dataset.save, button.dataset.name);
    if (button.dataset.all) {
      const boxes = $$(`input[type=checkbox][name="${button.dataset.all}"]`, button.closest("form"));
      const every = boxes.every((box) => box.checked);
      boxes.forEach((box) => { box.checked = !every; });
    }
  });

  async function save(path, name) {
    const answer = await call(path);
    if (!answer.ok) return trouble(safe(await answer.text()).message ?? word("failed"));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  async function copy(from) {
    const text = from.value ?? from.textContent;
    try { await navigator.clipboard.writeText(text); } catch {
      const range = document.createRange();
      range.selectNodeContents(from);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    tell(word("copied"));
  }

  window.addEventListener("popstate", () => { if (sessionStorage.getItem(KEY)) load().catch(() => {}); });

  // --- search and filter -----------------------------------------------------------------------------------------

  function filter() {
    const form = $("[data-filter]", page);
    if (!form) return;
    const text = form.text.value.trim().toLocaleLowerCase(), unit = form.unit.value, state = form.state.value;
    let count = 0;
    for (const row of $$("tbody tr", page)) {
      const fits = (!text || row.textContent.toLocaleLowerCase().includes(text)) && (!unit || row.dataset.unit === unit)
        && (!state || row.dataset.state.split(" ").includes(state));
      row.hidden = !fits;
      count += fits;
    }
    const found = $("[data-found]", page);
    if (found) found.textContent = found.dataset.found.replace("{count}", count);
  }

  page.addEventListener("input", (event) => { if (event.target.closest("[data-filter]")) filter(); });

  // --- files dropped or chosen -------------------------------------------------------------------------------------

  const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files") && veil.textContent;

  for (const kind of ["dragenter", "dragover"]) {
    window.addEventListener(kind, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy"; // a mail dragged out of Outlook would otherwise be moved, and deleted there
      veil.hidden = false;
    });
  }
  window.addEventListener("dragleave", (event) => { if (!event.relatedTarget) veil.hidden = true; });
  window.addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) { event.preventDefault(); return; }
    event.preventDefault();
    veil.hidden = true;
    upload(await dropped(event.dataTransfer));
  });
  page.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const files = [...event.target.files];
    event.target.value = "";
    upload(files, event.target.dataset.folder, event.target.dataset.then);
  });

  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
    const found = [];
    const walk = async (entry) => {
      if (entry.isFile) return found.push(await new Promise((done, failed) => entry.file(done, failed)));
      const reader = entry.createReader();
      for (;;) {
        const part = await new Promise((done, failed) => reader.readEntries(done, failed));
        if (!part.length) return undefined;
        for (const inside of part) await walk(inside);
      }
    };
    for (const entry of entries) await walk(entry);
    return found;
  }

  async function upload(files, folder = "inbox", then = "collect") {
    if (!files.length || over) return;
    uploading = true;
    standing = "";
    const failures = [];
    let kept = 0;
    for (const [number, file] of files.entries()) {
      toast.textContent = word("uploading", { done: number + 1, all: files.length, name: file.name });
      try {
        const answer = await call("/drop", {
          method: "POST", body: file, headers: { "X-Name": encodeURIComponent(file.name), "X-Folder": folder, "Content-Type": "application/octet-stream" },
        });
        if (answer.ok) kept += 1;
        else failures.push(`${file.name}: ${safe(await answer.text()).message ?? word("failed")}`);
      } catch {
        failures.push(`${file.name}: ${word("failed")}`);
      }
    }
    toast.textContent = "";
    uploading = false;
    if (over) return;
    if (kept) {
      try {
        await call("/act/" + then, { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } });
      } catch { failures.push(word("failed")); }
      pulse();
    }
    if (failures.length) trouble(failures.join(" \u00b7 "));
  }

  // --- the beginning -----------------------------------------------------------------------------------------------

  async function begin() {
    const ticket = location.hash.slice(1);
    if (ticket && ticket !== "main") {
      history.replaceState(null, "", location.pathname);
      const answer = await fetch("/enter", {
        method: "POST", body: JSON.stringify({ ticket }), headers: { "Content-Type": "application/json" },
      });
      if (answer.ok) sessionStorage.setItem(KEY, (await answer.json()).key);
    }
    if (!sessionStorage.getItem(KEY)) return shut("closed");
    await load({ first: true });
    pulse();
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden && !over && sessionStorage.getItem(KEY)) pulse(); });
  begin().catch(() => { if (!over) shut("over"); });
})();

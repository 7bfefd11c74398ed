// Small comforts. Every page works without them.

// A second click does not send a second time.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}

// Coming back with the back button, forms can be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => delete form.dataset.sent);
});

// Where an address names a place on the page, browsers go there and leave autofocus out.
addEventListener("load", () => {
  if (location.hash) document.querySelector("[autofocus]")?.focus();
});

// Ctrl+Enter sends what is being written.
document.querySelector(".write textarea")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
});

// While somebody writes: how it will look, and what is hard to read.
for (const area of document.querySelectorAll("textarea[data-hints]")) {
  const shown = document.getElementById(area.lang ? `hints_${area.lang}` : "hints_text");
  let waiting = 0;
  area.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const said = new FormData();
      said.set("form_token", area.form.elements.form_token.value);
      said.set("text", area.value);
      said.set("locale", area.lang);
      said.set("kind", area.dataset.kind ?? "");
      const answer = await fetch(area.dataset.hints, { method: "POST", body: said, headers: { "X-Live": "1" } });
      if (answer.ok && !answer.redirected) shown.innerHTML = await answer.text();
    }, 400);
  });
}

// The latest word of a thread is the one to read.
const thread = document.querySelector(".opened .thread li:last-child");
thread?.scrollIntoView({ block: "nearest" });

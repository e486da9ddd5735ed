// One question at a time. The address carries every answer and the question that is open, so that reload, back and
// the other language lose nothing. Without this script all questions stand on one page.
const form = document.querySelector(".quiz");
const sets = [...form.querySelectorAll("fieldset")];
const intro = document.querySelectorAll("[data-intro]");
const submit = form.querySelector("[name=show]");
const bar = document.createElement("progress");
const place = form.querySelector("legend .num");
const next = button(form.dataset.next, "");
const back = button(form.dataset.back, "plainly");
let at = -1;

function button(words, name) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.textContent = words;
  return made;
}

const chosen = (set) => set.querySelector(":checked");

function address(hash) {
  const query = new URLSearchParams([...new FormData(form)]);
  return `${location.pathname}?${query}${hash}`;
}

function keep(write, hash) {
  history[write](null, "", address(hash));
  translate();
}

// The other language shows the same answers and the same question.
function translate() {
  const other = document.querySelector(".lang a");
  other.href = other.pathname + location.search + location.hash;
}

function show(number, focus) {
  at = number;
  sets.forEach((set, i) => (set.hidden = i !== at));
  for (const part of intro) part.hidden = at > 0;
  const words = form.dataset.question.replace("#", first + at + 1);
  sets[at].querySelector(".num").textContent = words;
  bar.value = at;
  bar.setAttribute("aria-label", words);
  back.hidden = at === 0;
  refresh();
  if (focus) (chosen(sets[at]) ?? sets[at].querySelector("input")).focus({ preventScroll: true });
  if (focus) form.scrollIntoView({ block: "nearest" });
}

function refresh() {
  const last = at === sets.length - 1;
  next.hidden = last;
  submit.hidden = !last;
  next.disabled = !chosen(sets[at]);
}

// A moment passes, so that the chosen step is seen.
function lead() {
  const from = at;
  setTimeout(() => from === at && go(at + 1), 250);
}

function go(number) {
  if (number < 0 || number >= sets.length) return;
  keep("replaceState", `#${sets[at].id}`);
  keep("pushState", `#${sets[number].id}`);
  show(number, true);
}

// What the address says: the answers, and the open question.
function read() {
  const query = new URLSearchParams(location.search);
  for (const input of form.querySelectorAll("[type=radio]")) input.checked = query.get(input.name) === input.value;
  const named = sets.findIndex((set) => `#${set.id}` === location.hash);
  const open = sets.findIndex((set) => !chosen(set));
  show(named >= 0 ? named : Math.max(open, 0), named > 0);
  translate();
}

const first = Number(place.textContent.match(/\d+/)[0]) - 1;
bar.max = sets.length;
form.classList.add("one");
form.querySelectorAll("h2").forEach((heading) => (heading.hidden = true));
form.prepend(bar);
const row = form.querySelector(".go");
row.append(next, back);
const hint = document.createElement("p");
hint.className = "s soft";
hint.textContent = form.dataset.hint;
row.after(hint);

next.addEventListener("click", () => go(at + 1));
back.addEventListener("click", () => go(at - 1));
form.addEventListener("change", () => {
  keep("replaceState", `#${sets[at].id}`);
  refresh();
});
// A tap or a click on a step leads on; moving along the steps by arrow does not.
let pointed = false;
form.addEventListener("pointerdown", () => (pointed = true));
form.addEventListener("click", (event) => {
  if (event.target.matches("[type=radio]") && pointed) lead();
});
form.addEventListener("keydown", (event) => {
  pointed = false;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = sets[at].querySelectorAll("[type=radio]")[event.key - 1];
  if (step) {
    step.checked = true;
    step.focus();
    keep("replaceState", `#${sets[at].id}`);
    refresh();
    lead();
  } else if (event.key === "Enter" && event.target.matches("[type=radio]") && at < sets.length - 1) {
    event.preventDefault();
    if (chosen(sets[at])) go(at + 1);
  }
});
addEventListener("popstate", read);
read();

// Suggests pages as one types. Without this script the button finds the same.
const field = document.querySelector("[list=suggested]");
const list = document.getElementById("suggested");
let asked = 0;

async function suggest() {
  const mine = ++asked;
  const query = new URLSearchParams({ lang: document.documentElement.lang, q: field.value, most: 8 });
  const answer = field.value.trim() && (await fetch(`/api/search.json?${query}`));
  const { hits, nearest } = answer ? await answer.json() : { hits: [], nearest: [] };
  if (mine !== asked) return; // the visitor typed on
  const titles = new Set([...hits.map((hit) => hit.title), ...nearest]);
  list.replaceChildren(...[...titles].map((title) => new Option("", title)));
}

field.addEventListener("input", (event) => event.isComposing || suggest());
field.addEventListener("compositionend", suggest);

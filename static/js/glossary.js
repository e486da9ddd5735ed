// The index without a button: what one types or chooses narrows the list at once, and the address follows.
// The server knows every other name of a term, so it is asked for the same page that the button would open.
const form = document.getElementById("narrow");
let asked = 0;

async function narrow() {
  const mine = ++asked;
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const search = query.size ? `?${query}` : "";
  const answer = await fetch(form.action + search);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== asked) return; // the visitor typed on
  document.getElementById("found").replaceWith(document.adoptNode(page.getElementById("found")));
  history.replaceState(null, "", location.pathname + search);
  const other = document.querySelector(".lang a");
  other.href = other.pathname + search;
}

form.addEventListener("input", (event) => event.isComposing || narrow());
form.addEventListener("compositionend", narrow);

// The matrix without a round trip: a check box hides its column or row at once and the address follows,
// so that what one sees can always be shared. Without this script the form asks the server for the same thing.
const form = document.getElementById("choose");
const boxes = [...form.querySelectorAll("[type=checkbox]")];

// What a check box shows and hides: a column, or a row and its entry in the list above the table.
function shownBy(box) {
  if (box.name === "role") return [...document.querySelectorAll(`.cmp .${box.value}:is(th, td)`)];
  const row = document.getElementById(`row-${box.value}`);
  const entry = document.querySelector(`.jump a[href="#row-${box.value}"]`);
  return row ? [row, entry.parentElement] : [];
}

function narrow() {
  const query = new URLSearchParams();
  for (const name of ["role", "row"]) {
    const all = boxes.filter((box) => box.name === name);
    const chosen = all.filter((box) => box.checked);
    // Nothing chosen means everything, as on the server.
    const on = chosen.length ? chosen : all;
    for (const box of all) for (const element of shownBy(box)) element.hidden = !on.includes(box);
    if (on.length < all.length) on.forEach((box) => query.append(name, box.value));
  }
  const search = query.size ? `?${query}` : "";
  history.replaceState(null, "", location.pathname + search + location.hash);
  const other = document.querySelector(".lang a");
  other.href = other.pathname + search;
}

// The server sends only what was chosen. To show more than the page holds, it must be asked again.
const complete = boxes.every((box) => shownBy(box).length);
form.addEventListener("change", () => (complete ? narrow() : form.requestSubmit()));

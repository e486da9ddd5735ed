// The matrix without a round trip: a check box hides its column or row at once and the address follows,
// so that what one sees can always be shared. Without this script the form asks the server for the same thing.
const form = document.getElementById("choose");
const boxes = [...form.querySelectorAll("[type=checkbox]")];

function chosen(name) {
  const all = boxes.filter((box) => box.name === name);
  const on = all.filter((box) => box.checked);
  return { all, on: on.length ? on : all };
}

function show() {
  const query = new URLSearchParams();
  for (const name of ["role", "row"]) {
    const { all, on } = chosen(name);
    const values = on.map((box) => box.value);
    for (const element of document.querySelectorAll(`[data-${name}]`)) {
      element.hidden = !values.includes(element.dataset[name]);
    }
    if (on.length < all.length) values.forEach((value) => query.append(name, value));
  }
  const search = query.size ? `?${query}` : "";
  history.replaceState(null, "", location.pathname + search + location.hash);
  const other = document.querySelector(".lang a");
  other.href = other.pathname + search;
}

// The server sends only what was chosen: to show more than that, the page must be asked for again.
function complete() {
  return boxes.every((box) => document.querySelector(`td[data-${box.name}="${box.value}"], tr[data-${box.name}="${box.value}"]`));
}

form.addEventListener("change", () => (complete() ? show() : form.requestSubmit()));

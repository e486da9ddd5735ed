// A button to print, where script runs; elsewhere the browser's own menu does the same.
for (const row of document.querySelectorAll("[data-print]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = row.dataset.print;
  button.addEventListener("click", () => print());
  row.append(button);
}

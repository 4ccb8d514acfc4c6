// A page knows its own address only where it is read: the lines that load a figure's data get it here.
for (const line of document.querySelectorAll("code[data-file]")) {
  const address = new URL(line.dataset.file, document.baseURI).href;
  line.textContent = line.textContent.replace(/"[^"]*"/, () => JSON.stringify(address));
}

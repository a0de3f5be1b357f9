// Where the page begins.
async function start(): Promise<void> {
  document.documentElement.dataset.zonemark = "drawn";
}

(window as unknown as { zonemarkViewer: { start: typeof start } }).zonemarkViewer = { start };

// In the place of sw.js it removes the worker, and all that it keeps, from each browser that visits (docs/deploy.md).
async function remove() {
  const names = (await caches.keys()).filter((name) => name.startsWith(`forkcast ${registration.scope} `));
  await Promise.all(names.map((name) => caches.delete(name)));
  await registration.unregister();
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(remove()));

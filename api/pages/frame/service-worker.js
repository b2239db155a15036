// An agent's pages are read from the network, and from the last copy where there is none.
// @ts-check

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const COPIES = "wfm-pages-1";
const HOME = new URL("./", worker.location.href).pathname;
const READ = /^(today|my-week|my-month|team|my-adherence|assets|manifest)/;
const FORGET = /^(sign-in|sign-out|account)/;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const whole = new URL(request.url).pathname;
  const path = whole.startsWith(HOME) ? whole.slice(HOME.length) : "/";
  // whoever signs in or out on this device must find nothing of the one before
  if (FORGET.test(path)) event.waitUntil(caches.delete(COPIES));
  if (request.method === "GET" && READ.test(path)) event.respondWith(read(request));
});

/** @param {Request} request */
async function read(request) {
  const copies = await caches.open(COPIES);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await copies.put(request, answer.clone());
    return answer;
  } catch (error) {
    const copy = await copies.match(request, { ignoreVary: true });
    if (copy) return copy;
    throw error;
  }
}

// Keeps the page for use without a network (docs/decisions/0751-offline.md). The page build fills in the two lines below, so that each build
// is a worker of its own with a set of files of its own: a whole set or none.
const BUILD = "none";
const FILES = {};

// Several pages of one host share its storage.
const OURS = `forkcast ${registration.scope} `;
const SET = OURS + BUILD;
/** The page itself, whose address has no file name. */
const PAGE = "./";
/** How long a document may keep the reader waiting who has a set, ms. */
const PATIENCE = 4000;

/** Whether the name holds a hash of the contents, so that it never stands for others. */
const isHashed = (file) => /[-_][0-9a-f]{10,}[._]/.test(file);

/** A file of this build and no other: the browser refuses it if its hash differs. */
async function whole([file, integrity]) {
  const answer = await fetch(file, { integrity, cache: isHashed(file) ? "default" : "no-cache" });
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  // A document may not come of an answer that was redirected.
  return answer.redirected ? new Response(await answer.blob(), { headers: answer.headers }) : answer;
}

async function install() {
  const set = await caches.open(SET);
  try {
    await Promise.all(Object.entries(FILES).map(async (each) => set.put(each[0], await whole(each))));
  } catch (error) {
    // The build is being replaced, or a host alters files. Whatever is kept stays.
    await caches.delete(SET);
    throw error;
  }
  await skipWaiting();
}

async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== SET);
  await Promise.all(others.map((name) => caches.delete(name)));
}

const kept = async (file) => (await caches.open(SET)).match(file, { ignoreVary: true });

/** From the network, so that a new build appears at once; without one, or while it is overloaded, from the set. */
async function newest(request, file) {
  const sent = fetch(request).then((answer) => {
    if (answer.status >= 500) throw new Error(`${answer.status}`);
    return answer;
  });
  const late = new Promise((done) => { setTimeout(done, PATIENCE); });
  const answer = await Promise.race([sent, late]).catch(() => undefined);
  return answer ?? (await kept(file)) ?? sent;
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const [address] = request.url.split(/[?#]/);
  if (request.method !== "GET" || !address.startsWith(registration.scope)) return;
  const name = address.slice(registration.scope.length);
  const file = name === "" || name === "index.html" ? PAGE : name;
  // Frames and all that is not in the set are the network's: the API, what is embedded, what is measured.
  if (!Object.hasOwn(FILES, file) || (request.mode === "navigate" && request.destination !== "document")) return;
  event.respondWith(isHashed(file) ? kept(file).then((found) => found ?? fetch(request)) : newest(request, file));
});

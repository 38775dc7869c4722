// A server that passes the page on from `forkcast serve` and speaks the contract of /api/v1, so that a test decides what a run does and when.
import { createServer, request } from 'node:http';

export const interval = (value) => ({ value, low: value * 0.95, high: value * 1.05 });

/** A series whose median is `ms`. */
export const series = (key, kind, ms, more = {}) => ({
  key, label: `Row ${key}`, kind, unit: 'ms', n: 100, errors: 0, mean: interval(ms), min: ms / 2, max: ms * 2, p50: interval(ms),
  p95: interval(ms * 1.5), histogram: [[ms / 2, 20], [ms, 30], [ms * 1.5, 45], [ms * 2, 5]], ...more,
});

const SPEC = { kind: 'retrieval', store: 'embedded', vectors: 1000, dimensions: 64, k: 5, queries: 100, warmup: 5, concurrency: 1, embed: false };

/** A measurement as a file holds it. */
export const measurement = (more = {}) => ({
  schema_version: 1, id: 'filed', state: 'done', created: '2026-11-20T10:00:00Z', spec: SPEC,
  machine: { label: 'a test machine', os: 'Linux', cpu: 'none', cores: 2, memory_gb: 4 },
  ceilings: [], series: [series('search', 'search', 2)], warnings: [], ...more,
});

const TARGETS = {
  endpoints: [{ name: 'llama', model: 'tiny' }],
  stores: [{ name: 'embedded', software: 'usearch, in this process' }],
  devices: [{ device: 'cpu', label: '2 cores', available: true }, { device: 'cuda', label: 'no GPU', available: false }],
  shapes: [{ id: 'tiny', label: 'Tiny (tests)', memory_gb: 0.1, fits: true }],
  machine: 'a test machine',
};

/** Starts it before the page served at `pageUrl`. */
export async function fakeApi(pageUrl) {
  const runs = new Map();
  const streams = new Set();
  const sockets = new Set();
  const asked = [];
  let eventId = 0;
  let made = 0;
  let token = null;
  const api = {
    runs, streams, asked,
    /** Streams that were ever opened. */
    opened: 0,
    /** Whether there is no /api at all, as on a host of files. */
    absent: false,
    /** Why results cannot be kept. */
    unkept: null,
    set token(value) { token = value; },
    emit(event) {
      eventId += 1;
      for (const stream of streams) stream.write(`id: ${eventId}\ndata: ${JSON.stringify(event)}\n\n`);
    },
    state(run, state, more = {}) {
      Object.assign(runs.get(run), { state }, more.error ? { error: more.error } : {});
      api.emit({ event: 'state', run, state, ...more });
    },
    update(run, update) {
      if (update.update === 'series') runs.get(run).series.push(Object.fromEntries(Object.entries(update).filter(([k]) => k !== 'update')));
      api.emit({ event: 'update', run, update });
    },
  };
  const server = createServer((ask, answer) => {
    if (!ask.url.startsWith('/api/v1/')) {
      const on = request(new URL(ask.url, pageUrl), { method: ask.method, headers: { ...ask.headers, host: new URL(pageUrl).host } }, (page) => {
        answer.writeHead(page.statusCode, page.headers);
        page.pipe(answer);
      });
      on.on('error', () => answer.destroy());
      ask.pipe(on);
      return;
    }
    const path = ask.url.slice('/api/v1/'.length);
    if (api.absent) {
      answer.writeHead(404, { 'content-type': 'text/html' });
      answer.end('<p>not found');
      return;
    }
    asked.push(`${ask.method} ${path}`);
    const json = (status, body) => {
      answer.writeHead(status, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(body));
    };
    if (token && ask.headers.authorization !== `Bearer ${token}`) return json(401, { code: 'unauthorized', message: 'A token is needed.' });
    if (path === 'targets') return json(200, api.unkept ? { ...TARGETS, unkept: api.unkept } : TARGETS);
    const deleted = ask.method === 'DELETE' && path.match(/^history\/(\w+)$/)?.[1];
    if (deleted) {
      runs.delete(deleted);
      answer.writeHead(204);
      return answer.end();
    }
    if (ask.method === 'DELETE' && path === 'history?keep=0') {
      const count = runs.size;
      runs.clear();
      return json(200, { deleted: count, left: 0 });
    }
    if (path === 'events') {
      api.opened += 1;
      answer.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      answer.write(': hello\n\n');
      streams.add(answer);
      answer.on('close', () => streams.delete(answer));
      return undefined;
    }
    if (path === 'runs' && ask.method === 'GET') {
      const all = [...runs.values()].reverse().map((m) => ({ id: m.id, title: `Run ${m.id}`, state: m.state, created: m.created, spec: m.spec }));
      return json(200, { runs: all });
    }
    if (path.split('?')[0] === 'runs' && ask.method === 'POST') {
      if (api.unkept && !path.endsWith('?unkept=true')) return json(409, { code: 'unkept', message: 'Results cannot be kept.' });
      let body = '';
      ask.on('data', (chunk) => { body += chunk; });
      ask.on('end', () => {
        const spec = JSON.parse(body);
        if (spec.vectors === 666) return json(422, { code: 'invalid', message: 'vectors takes another number here', field: 'vectors' });
        made += 1;
        const id = `r${made}`;
        runs.set(id, measurement({ id, state: 'queued', created: '2026-11-23T10:00:00Z', spec, series: [] }));
        json(202, { id, title: `Run ${id}`, state: 'queued', created: '2026-11-23T10:00:00Z', spec });
        return api.emit({ event: 'state', run: id, state: 'queued', ahead: 0 });
      });
      return undefined;
    }
    const run = runs.get(path.match(/^runs\/(\w+)$/)?.[1]);
    if (!run) return json(404, { code: 'not-found', message: 'There is no such run.' });
    if (ask.method === 'DELETE') {
      api.state(run.id, 'cancelled');
      return json(202, {});
    }
    return json(200, run);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (port) => new Promise((done) => { server.listen(port, '127.0.0.1', done); });
  await listen(0);
  const { port } = server.address();
  api.url = `http://127.0.0.1:${port}/`;
  /** Takes the server away, connections and all, as a crash would. */
  api.die = () => new Promise((done) => {
    server.close(done);
    for (const socket of sockets) socket.destroy();
  });
  api.revive = () => listen(port);
  api.stop = () => api.die();
  return api;
}

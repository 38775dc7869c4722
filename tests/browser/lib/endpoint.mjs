// A stand-in for an OpenAI-compatible endpoint that keeps a schedule: it never answers sooner than that.
import { createServer } from 'node:http';

const TEMPLATE_TOKENS = 7;

/** Starts it; `model` is the name that it lists. Times are in ms: `start` and `read` (for a token of the prompt) before the first token, `write` for each. */
export async function endpoint({ model, start, read, write }) {
  const answer = async (body, response) => {
    const asked = JSON.parse(body);
    const prompt = TEMPLATE_TOKENS + asked.messages.map((m) => m.content).join(' ').split(/\s+/).length;
    const tokens = asked.max_tokens ?? asked.max_completion_tokens;
    const begun = performance.now();
    const at = (ms) => new Promise((done) => { setTimeout(done, Math.max(0, Math.ceil(begun + ms - performance.now()))); });
    const event = (value) => response.write(`data: ${JSON.stringify({ object: 'chat.completion.chunk', ...value })}\n\n`);
    const delta = (value, finish = null) => event({ choices: [{ index: 0, delta: value, finish_reason: finish }] });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    delta({ role: 'assistant', content: '' });
    for (let token = 0; token < tokens; token += 1) {
      await at(start + read * prompt + write * token);
      delta({ content: ' a' });
    }
    delta({}, 'length');
    event({ choices: [], usage: { prompt_tokens: prompt, completion_tokens: tokens } });
    response.end('data: [DONE]\n\n');
  };
  const server = createServer((ask, response) => {
    if (ask.method === 'GET') {
      response.writeHead(ask.url === '/v1/models' ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ object: 'list', data: [{ id: model, object: 'model', owned_by: 'stand-in' }] }));
      return;
    }
    let body = '';
    ask.on('data', (part) => { body += part; });
    ask.on('end', () => answer(body, response));
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    stop: () => { server.close(); server.closeAllConnections(); },
  };
}

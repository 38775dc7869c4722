// For Node and Deno, which read the module as a file: Node fetches no addresses of files.
import { readFile } from 'node:fs/promises';
import { loader } from './shared.js';

export const load = loader(() => readFile(new URL('./forkcast_bg.wasm', import.meta.url)));

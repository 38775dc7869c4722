// For browsers and their bundlers, which find the module by this address.
import { loader } from './shared.js';

export const load = loader(() => new URL('./forkcast_bg.wasm', import.meta.url));

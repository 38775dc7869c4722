// What every surrounding shares: the functions around the module (types: index.d.ts).
import init, * as module from './forkcast.js';

/** Refuses an option that no function knows: a misspelt one would be passed over. */
function only(options, ...known) {
  if (typeof options !== 'object' || options === null) throw new TypeError(`options are an object with ${known.join(', ')}, not ${options}`);
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new TypeError(`there is no option “${key}”; there are ${known.join(', ')}`);
  }
}

/** A number of simulations for the module, which takes no other kind of value for one. */
function simulations({ simulations }) {
  if (simulations === undefined || typeof simulations === 'number') return simulations;
  throw new TypeError(`simulations takes a whole number, not ${typeof simulations}`);
}

const api = Object.freeze({
  decide: (scenario = {}) => JSON.parse(module.decide(scenario)),
  evaluate: (scenario = {}, options = {}) => {
    only(options, 'simulations');
    return JSON.parse(module.evaluate(scenario, simulations(options)));
  },
  futures: (scenario = {}, options = {}) => {
    only(options, 'simulations');
    return JSON.parse(module.futures(scenario, simulations(options)));
  },
  sweep: (rows, options = {}) => {
    only(options, 'base', 'simulations', 'approaches');
    if (typeof rows?.[Symbol.iterator] !== 'function' || typeof rows === 'string') {
      throw new TypeError('a sweep takes a list of objects, such as [{ recall: 0.7 }, { recall: 0.8 }]');
    }
    const approaches = options.approaches ?? [];
    if (!Array.isArray(approaches) || approaches.some((id) => typeof id !== 'string')) {
      throw new TypeError('approaches takes a list of ids, such as ["rag", "lora"]');
    }
    return JSON.parse(module.sweep([...rows], options.base ?? {}, simulations(options), approaches));
  },
});

/** A function that starts the module, once: that at the usual place, or the one that it is given. */
export function loader(usual) {
  let started;
  return (source) => {
    started ??= Promise.resolve(source ?? usual()).then((found) => init({ module_or_path: found })).then(() => api);
    // A failure is not kept.
    started.catch(() => { started = undefined; });
    return started;
  };
}

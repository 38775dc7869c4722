// What measuring scripts print, which `cargo xtask bench` reads (xtask/src/bench.rs).

/** The value below which that share of others lies. */
export const at = (values, share) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)];

/** A row of the table. A figure over its budget fails the script at its end. */
export function measured(what, value, budget = '', isOver = false) {
  console.log(`measured\t${what}\t${value}\t${budget}`);
  if (isOver) process.exitCode = 1;
}

/** A figure without a unit, less of which is better, that is compared with the one recorded last. */
export const compared = (id, value) => console.log(`compared\t${id}\t${value}`);

/** How long this process has had a core, ms: what other programs take of it does not count. */
export function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

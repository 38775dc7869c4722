import type { Decision, Evaluation, Inputs, Row, Simulated, Strategy } from './types.d.ts';

export type * from './types.d.ts';

/**
 * A scenario: the inputs that differ from the defaults, the same beside a preset to start from, or a decision that Forkcast wrote, of which
 * the scenario is read.
 */
export type Scenario =
  | Inputs
  | ({ preset: string } & Inputs)
  | { preset?: string; scenario: Inputs }
  | Decision
  | Evaluation;

export interface Simulations {
  /** How many of the simulations behind a decision count: 1 to 1,000,000. Without it 10,000, and every figure is that of the decision. */
  simulations?: number;
}

export interface SweepOptions {
  /** The scenario whose inputs the rows set. Without it the defaults. */
  base?: Scenario;
  /** As above. Without it each row is judged by the sixteen simulations that the map of the page is drawn by, which takes less than a millisecond. */
  simulations?: number;
  /** Approaches whose figures each row has besides the winner's, as `rag.monthly_usd`. */
  approaches?: Strategy[];
}

/** The engine. Every function throws an `Error` whose message says what was wrong and what is accepted. */
export interface Forkcast {
  /** The decision, as `forkcast decide --json` prints it. It searches what would change the verdict: seconds, so call it in a worker. */
  decide(scenario?: Scenario): Decision;
  /** The decision without these searches. */
  evaluate(scenario?: Scenario, options?: Simulations): Evaluation;
  /** What the simulations say. */
  futures(scenario?: Scenario, options?: Simulations): Simulated;
  /** The verdict on each row. */
  sweep(rows: Iterable<Inputs>, options?: SweepOptions): Row[];
}

/**
 * Starts the engine, once.
 *
 * @param source The WebAssembly module where it is not beside this script: its address, a response, its bytes or a compiled module. Only the
 * first call that succeeds looks at it.
 */
export function load(source?: string | URL | Request | Response | BufferSource | WebAssembly.Module): Promise<Forkcast>;

//! Which plan a team settles on: how the prompt is cached, how the model is trained, and who serves it.
//!
//! A plan is settled before anyone knows how things turn out, so the likely values are not enough: a seller that is in time there can be
//! late in every sixth simulation. A plan that may miss a limit is tried in some of the simulations that decide. The cheapest is taken where
//! it meets the limits on times and the budgets nearly always, else the plan that the rule of the verdict would take.

use super::assess::{self, Assessed, Figures, Plan, Plans, World};
use super::criteria;
use super::limits::{self, Musts, Used};
use super::parts::MEDIANS;
use crate::catalog::Catalog;
use crate::math::exp;
use crate::prompt::{Caches, PlannedCaches};
use crate::report::{Limit, Quality, in_percent};
use crate::scenario::{JudgeBy, Scenario};
use crate::simulation::{self, Draw, Estimates, LATENCY_ERROR};
use crate::strategy::{STRATEGIES, Strategy};

/// Simulations in which plans are tried: the first of those that decide while a hand moves.
pub const TRIALS: usize = 6;
/// Plans of an approach that are tried at the most: the cheapest, and the best at the likely values of those by the token and of those on GPUs.
const MOST_PLANS: usize = 3;
/// The model's own error of times, in standard deviations, with the weights by which three values stand for a normal distribution
/// (Gauss-Hermite).
const SLOWER: [(f64, f64); 3] = [
    (-1.732_050_8, 1.0 / 6.0),
    (0.0, 2.0 / 3.0),
    (1.732_050_8, 1.0 / 6.0),
];
/// Share of a limit on times that the cheapest plan uses at the likely values where it is never late, or hardly ever.
const SAFE_TIME: f64 = 0.4;
/// The same of a budget, which is spread less.
const SAFE_BUDGET: f64 = 0.6;
/// Chance of meeting the limits on times and the budgets with which the cheapest plan is taken.
const SURE: f64 = 0.95;
/// A plan that uses so much of a limit at the likely values meets it in no simulation.
const HOPELESS: f64 = 4.0;

/// Gives the draw of a simulation that decides.
type DrawOf<'a> = &'a dyn Fn(usize) -> Draw;

/// The figures of every strategy, in the order of [`Strategy::ALL`]. Any number outside of its input's range counts as the nearest
/// in range, so that no scenario can bring forth NaN.
#[must_use]
pub fn assess_all(scenario: &Scenario, catalog: &Catalog) -> [Assessed; STRATEGIES] {
    assess_in_range(&scenario.in_range(), catalog)
}

/// The same of a scenario that is in range: looking takes a twentieth of a decision.
#[must_use]
pub(crate) fn assess_in_range(s: &Scenario, catalog: &Catalog) -> [Assessed; STRATEGIES] {
    let mut trials = Trials::NONE;
    assess_and_try(s, catalog, &limits::musts(s, catalog), &mut trials)
}

/// The same with the figures of the trials, which belong to the first simulations that decide.
#[must_use]
pub(super) fn assess_and_try(
    s: &Scenario,
    catalog: &Catalog,
    musts: &[Musts; STRATEGIES],
    trials: &mut Trials,
) -> [Assessed; STRATEGIES] {
    let draw = |n| simulation::one_of_few(&catalog.calibration, n);
    settled(s, catalog, &musts.each_ref().map(Musts::are_met), &draw, trials)
}

/// The plans that a team settles on.
#[must_use]
pub fn plans(s: &Scenario, catalog: &Catalog) -> Plans {
    assess_in_range(s, catalog).map(|a| a.plan)
}

/// The plans of two strategies.
#[must_use]
pub(crate) fn plans_of(s: &Scenario, catalog: &Catalog, pair: [Strategy; 2]) -> [Plan; 2] {
    let musts = limits::musts(s, catalog);
    let asked = std::array::from_fn(|i| pair.contains(&Strategy::ALL[i]) && musts[i].are_met());
    let draw = |n| simulation::one_of_few(&catalog.calibration, n);
    let mut trials = Trials::NONE;
    let assessed = settled(s, catalog, &asked, &draw, &mut trials);
    pair.map(|x| assessed[x.index()].plan)
}

/// The same of all with the simulations that decide at hand.
#[must_use]
pub(super) fn plans_by(
    s: &Scenario,
    catalog: &Catalog,
    musts: &[Musts; STRATEGIES],
    draw: DrawOf<'_>,
    trials: &mut Trials,
) -> Plans {
    settled(s, catalog, &musts.each_ref().map(Musts::are_met), draw, trials).map(|a| a.plan)
}

/// The figures of every strategy, by plans that are settled where `asked`: whoever serves an approach that fails a requirement, it is ruled
/// out.
fn settled(
    s: &Scenario,
    catalog: &Catalog,
    asked: &[bool; STRATEGIES],
    draw: DrawOf<'_>,
    trials: &mut Trials,
) -> [Assessed; STRATEGIES] {
    let world = World::of(s, catalog);
    let caches = Caches::of(s, catalog);
    let mut assessed = assess::each(|strategy| world.cheapest(&caches, strategy));
    let in_question = std::array::from_fn(|i| asked[i] && may_miss(s, &assessed[i].figures()));
    if in_question.contains(&true) {
        settle(&world, &caches, draw, &in_question, &mut assessed, trials);
    }
    assessed
}

/// Whether a plan may miss a limit in a simulation, by what it uses at the likely values.
fn may_miss(s: &Scenario, a: &Figures) -> bool {
    let used = limits::used(s, s, a, &a.quality);
    let over = |limit: Limit, safe: f64| used[limit as usize] > safe;
    let can_fit = !over(Limit::Data, HOPELESS) && !over(Limit::Freshness, HOPELESS);
    can_fit
        && (over(Limit::FirstToken, SAFE_TIME)
            || over(Limit::WholeAnswer, SAFE_TIME)
            || over(Limit::UpfrontBudget, SAFE_BUDGET)
            || over(Limit::MonthlyBudget, SAFE_BUDGET))
}

/// The expected score of a plan with what it keeps beyond the limits (where net value decides, its cost) and how much of each limit it uses.
/// The score is taken over the model's error of times, so that few trials tell how late a plan may be.
fn judged(s: &Scenario, drawn: &Scenario, quality: &Quality, a: &Figures, yardstick_usd: f64) -> (f64, Used) {
    let used = limits::used(s, drawn, a, quality);
    if s.judge_by == JudgeBy::NetValue {
        // Answers are worth the same by every plan.
        return (-a.total_usd, used);
    }
    let weights = criteria::weights(s);
    let at = |(error, weight): (f64, f64)| {
        let slower = exp(error * LATENCY_ERROR);
        let ttft = a.ttft_p95_ms * slower;
        let values = criteria::values_with(s, drawn, a, quality, ttft, yardstick_usd);
        let score: f64 = values.iter().zip(&weights).map(|(v, w)| v * w).sum();
        let mut used = used;
        used[Limit::FirstToken as usize] *= slower;
        used[Limit::WholeAnswer as usize] *= slower;
        weight * score * limits::kept(&used)
    };
    (SLOWER.into_iter().map(at).sum(), used)
}

/// A plan that is tried.
#[derive(Clone, Copy, Debug)]
struct Tried {
    plan: Plan,
    /// At the likely values.
    likely: Figures,
    on_gpus: bool,
    most_used: f64,
    score: f64,
    /// Chance of meeting all limits.
    chance: f64,
    /// Chance of meeting those on times and the budgets.
    in_time: f64,
}

impl Tried {
    fn untried(s: &Scenario, plan: Plan, likely: &Figures, on_gpus: bool, yardstick_usd: f64) -> Self {
        let (score, used) = judged(s, s, &likely.quality, likely, yardstick_usd);
        Self {
            plan,
            likely: *likely,
            on_gpus,
            most_used: used.iter().copied().fold(0.0, f64::max),
            score,
            chance: 0.0,
            in_time: 0.0,
        }
    }

    /// Whether simulations have something to say of it.
    fn is_open(&self) -> bool {
        self.most_used < HOPELESS
    }

    /// Whether it is taken without a look at dearer ones.
    fn is_sure(&self) -> bool {
        self.in_time >= SURE
    }

    /// Whether it is neither dearer nor slower than another that is served in the same way, so that no simulation speaks for the other.
    fn dominates(&self, other: &Self) -> bool {
        let (a, b) = (&self.likely, &other.likely);
        self.on_gpus == other.on_gpus
            && a.total_usd <= b.total_usd
            && a.upfront_usd <= b.upfront_usd
            && a.ttft_p95_ms <= b.ttft_p95_ms
            && a.e2e_p95_ms <= b.e2e_p95_ms
            && a.quality.p_correct >= b.quality.p_correct
    }

    /// The order of the rule: one that meets the limits with the confidence required before one that does not; of two that do the better,
    /// of two that do not the one with the greater chance in whole percent, then the better.
    fn comes_before(&self, other: &Self, confidence: f64) -> bool {
        let key = |x: &Self| {
            let fits = x.chance >= confidence;
            (fits, if fits { 0.0 } else { in_percent(x.chance) }, x.score)
        };
        let (x, y) = (key(self), key(other));
        x.0.cmp(&y.0)
            .then(x.1.total_cmp(&y.1))
            .then(x.2.total_cmp(&y.2))
            .is_gt()
    }
}

/// The plans of one approach that are tried, the cheapest first.
#[derive(Clone, Copy)]
struct Options {
    of: [Option<Tried>; MOST_PLANS],
}

impl Options {
    const NONE: Self = Self {
        of: [None; MOST_PLANS],
    };

    fn tried(&self) -> impl Iterator<Item = &Tried> {
        self.of.iter().flatten()
    }

    fn add(&mut self, tried: Tried) {
        if self.tried().any(|known| known.dominates(&tried)) {
            return;
        }
        let place = match (self.of[0], tried.on_gpus) {
            (None, _) => 0,
            (Some(_), false) => 1,
            (Some(_), true) => 2,
        };
        let slot = &mut self.of[place];
        if slot.is_none_or(|known| tried.score > known.score) {
            *slot = Some(tried);
        }
    }

    fn is_a_choice(&self) -> bool {
        self.tried().nth(1).is_some()
    }

    /// The plan that is taken, and its place.
    fn best(&self, confidence: f64) -> Option<(usize, Plan)> {
        let mut tried = self
            .of
            .iter()
            .enumerate()
            .filter_map(|(place, x)| Some((place, x.as_ref()?)));
        let (mut place, mut best) = tried.next()?;
        if !best.is_sure() {
            for (at, other) in tried {
                if other.comes_before(best, confidence) {
                    (place, best) = (at, other);
                }
            }
        }
        Some((place, best.plan))
    }
}

/// The figures of the plans that were tried, by approach, place in its list and simulation: those of the plan that is taken need not be
/// worked out again when the same simulations decide.
pub(super) struct Trials {
    figures: [[[Option<Figures>; TRIALS]; MOST_PLANS]; STRATEGIES],
    /// The place of the plan that is taken.
    taken: [usize; STRATEGIES],
}

impl Trials {
    /// No plan was tried.
    pub(super) const NONE: Self = Self {
        figures: [[[None; TRIALS]; MOST_PLANS]; STRATEGIES],
        taken: [0; STRATEGIES],
    };

    /// The figures of an approach in a simulation, where its plan was tried in it.
    pub(super) fn known(&self, strategy: Strategy, n: usize) -> Option<Figures> {
        let i = strategy.index();
        *self.figures[i].get(self.taken[i])?.get(n)?
    }
}

/// Settles the plans in question by trial.
#[inline(never)]
fn settle(
    world: &World<'_>,
    caches: &Caches<'_>,
    draw: DrawOf<'_>,
    in_question: &[bool; STRATEGIES],
    assessed: &mut [Assessed; STRATEGIES],
    trials: &mut Trials,
) {
    let (s, catalog) = (world.s, world.catalog);
    // What answers are worth moves no plan, so it is not in this yardstick.
    let yardstick = MEDIANS * criteria::median_of_basic(assessed.each_ref().map(|a| a.total_usd));
    let mut options = [Options::NONE; STRATEGIES];
    let listed = || {
        Strategy::ALL
            .map(Strategy::index)
            .into_iter()
            .filter(|i| in_question[*i])
    };
    let mut open = false;
    for i in listed() {
        let (of_approach, cheapest) = (&mut options[i], assessed[i]);
        let on_gpus = cheapest.costs.fleet().is_some();
        of_approach.add(Tried::untried(
            s,
            cheapest.plan,
            &cheapest.figures(),
            on_gpus,
            yardstick,
        ));
        world.others(caches, &cheapest, &mut |plan, figures, on_gpus| {
            of_approach.add(Tried::untried(s, plan, figures, on_gpus, yardstick));
        });
        if of_approach.is_a_choice() {
            open = true;
        } else {
            *of_approach = Options::NONE;
        }
    }
    if !open {
        return;
    }
    try_out(s, catalog, draw, yardstick, &mut options, trials);
    for i in listed() {
        let Some((place, plan)) = options[i].best(s.confidence) else {
            continue;
        };
        trials.taken[i] = place;
        if plan != assessed[i].plan {
            let caches = PlannedCaches::of(s, catalog, std::iter::once(plan.cache));
            assessed[i] = world.by_plan(&caches, assessed[i].strategy, plan);
        }
    }
}

/// Tries the plans that are not hopeless: the cheapest, and the others of an approach from the trial on in which its cheapest plan is no
/// longer sure, with the trials before it made up for.
fn try_out(
    s: &Scenario,
    catalog: &Catalog,
    draw: DrawOf<'_>,
    yardstick_usd: f64,
    options: &mut [Options; STRATEGIES],
    trials: &mut Trials,
) {
    if !options.iter().flat_map(Options::tried).any(Tried::is_open) {
        return;
    }
    let mut trial = catalog.clone();
    for tried in options.iter_mut().flat_map(|x| &mut x.of).flatten() {
        if tried.is_open() {
            tried.score = 0.0;
        }
    }
    let estimates = Estimates::of(s);
    let mut missed = [TRIALS; STRATEGIES];
    for n in 0..TRIALS {
        let lost = |cheapest: &Tried| (n + 1) as f64 / TRIALS as f64 - cheapest.in_time;
        try_in(
            &estimates,
            (n, draw(n)),
            &mut trial,
            yardstick_usd,
            options,
            trials,
            |i, place, cheapest| {
                if place > 0 && missed[i] == TRIALS && cheapest.is_none_or(|x| lost(x) > 1.0 - SURE) {
                    missed[i] = n;
                }
                place == 0 || missed[i] <= n
            },
        );
    }
    for (missed, of_approach) in missed.iter_mut().zip(&*options) {
        if of_approach.of[0].is_none_or(|cheapest| cheapest.is_sure()) {
            *missed = 0;
        }
    }
    for n in 0..missed.into_iter().max().unwrap_or(0) {
        try_in(
            &estimates,
            (n, draw(n)),
            &mut trial,
            yardstick_usd,
            options,
            trials,
            |i, place, _| place > 0 && n < missed[i],
        );
    }
}

/// Tries plans in one simulation: those that `is_due` says, given the approach, the plan's place in its list, and the cheapest plan.
fn try_in(
    estimates: &Estimates,
    (n, draw): (usize, Draw),
    trial: &mut Catalog,
    yardstick_usd: f64,
    options: &mut [Options; STRATEGIES],
    trials: &mut Trials,
    mut is_due: impl FnMut(usize, usize, Option<&Tried>) -> bool,
) {
    trial.calibration = draw.calibration;
    let s = estimates.set();
    let drawn = estimates.drawn(&draw);
    let world = World::of(&drawn, trial);
    let ways = options.iter().flat_map(Options::tried).map(|x| x.plan.cache);
    let caches = PlannedCaches::of(&drawn, trial, ways);
    for (i, of_approach) in options.iter_mut().enumerate() {
        for place in 0..MOST_PLANS {
            let cheapest = of_approach.of[0];
            let Some(tried) = &mut of_approach.of[place] else {
                continue;
            };
            if !tried.is_open() || !is_due(i, place, cheapest.as_ref()) {
                continue;
            }
            let a = world.figures(&caches, tried.likely.strategy, tried.plan);
            trials.figures[i][place][n] = Some(a);
            let quality = draw.errors.applied(&drawn, a.strategy, &a.quality);
            let (score, used) = judged(s, &drawn, &quality, &a, yardstick_usd);
            let each = 1.0 / TRIALS as f64;
            tried.score += score * each;
            tried.chance += limits::joint_chance(&used) * each;
            tried.in_time += limits::chance_over_error(&of_what_is_bought(used)) * each;
        }
    }
}

/// Who sells moves no limits but those on times and the budgets.
fn of_what_is_bought(mut used: Used) -> Used {
    used[Limit::Data as usize] = 0.0;
    used[Limit::Freshness as usize] = 0.0;
    used
}

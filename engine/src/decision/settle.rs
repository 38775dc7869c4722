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
use crate::prompt::{Caches, PlannedCaches};
use crate::report::{Limit, Quality, in_percent};
use crate::scenario::{JudgeBy, Scenario};
use crate::simulation::{Draw, Draws, LATENCY_ERROR, SCRAMBLING_OF_FEW};
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
    settled(s, catalog, &limits::musts(s, catalog), &|n| {
        of_those_that_decide(catalog, n)
    })
}

/// The plans that a team settles on.
#[must_use]
pub fn plans(s: &Scenario, catalog: &Catalog) -> Plans {
    plans_by(s, catalog, &limits::musts(s, catalog), &|n| {
        of_those_that_decide(catalog, n)
    })
}

/// The same with the simulations that decide at hand.
#[must_use]
pub(super) fn plans_by(
    s: &Scenario,
    catalog: &Catalog,
    musts: &[Musts; STRATEGIES],
    draw: DrawOf<'_>,
) -> Plans {
    settled(s, catalog, musts, draw).map(|a| a.plan)
}

fn of_those_that_decide(catalog: &Catalog, n: usize) -> Draw {
    Draws::about(&catalog.calibration).by(SCRAMBLING_OF_FEW, n)
}

fn settled(
    s: &Scenario,
    catalog: &Catalog,
    musts: &[Musts; STRATEGIES],
    draw: DrawOf<'_>,
) -> [Assessed; STRATEGIES] {
    let world = World::of(s, catalog);
    let caches = Caches::of(s, catalog);
    let mut assessed = assess::each(|strategy| world.cheapest(&caches, strategy));
    // Whoever serves an approach that fails a requirement, it is ruled out.
    let in_question = std::array::from_fn(|i| musts[i].are_met() && may_miss(s, &assessed[i].figures()));
    if in_question.contains(&true) {
        settle(s, catalog, draw, &world, &caches, &in_question, &mut assessed);
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
        let slower = (error * LATENCY_ERROR).exp();
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
    fn untried(s: &Scenario, a: &Assessed, yardstick_usd: f64) -> Self {
        let likely = a.figures();
        let (score, used) = judged(s, s, &likely.quality, &likely, yardstick_usd);
        Self {
            plan: a.plan,
            likely,
            on_gpus: a.costs.fleet().is_some(),
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

    fn best(&self, confidence: f64) -> Option<Plan> {
        let mut tried = self.tried();
        let mut best = tried.next()?;
        if best.is_sure() {
            return Some(best.plan);
        }
        for other in tried {
            if other.comes_before(best, confidence) {
                best = other;
            }
        }
        Some(best.plan)
    }
}

/// Settles the plans in question by trial.
#[inline(never)]
fn settle(
    s: &Scenario,
    catalog: &Catalog,
    draw: DrawOf<'_>,
    world: &World<'_>,
    caches: &Caches<'_>,
    in_question: &[bool; STRATEGIES],
    assessed: &mut [Assessed; STRATEGIES],
) {
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
        of_approach.add(Tried::untried(s, &cheapest, yardstick));
        world.others(caches, cheapest.strategy, &cheapest, &mut |a| {
            of_approach.add(Tried::untried(s, a, yardstick));
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
    try_out(s, catalog, draw, yardstick, &mut options);
    for i in listed() {
        if let Some(plan) = options[i].best(s.confidence)
            && plan != assessed[i].plan
        {
            let caches = PlannedCaches::of(s, catalog, std::iter::once(plan.cache));
            assessed[i] = world.by_plan(&caches, assessed[i].strategy, plan);
        }
    }
}

/// Tries the plans that are not hopeless.
fn try_out(
    s: &Scenario,
    catalog: &Catalog,
    draw: DrawOf<'_>,
    yardstick_usd: f64,
    options: &mut [Options; STRATEGIES],
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
    for n in 0..TRIALS {
        let draw = draw(n);
        trial.calibration = draw.calibration;
        let drawn = draw.scenario(s);
        let world = World::of(&drawn, &trial);
        let ways = options.iter().flat_map(Options::tried).map(|x| x.plan.cache);
        let caches = PlannedCaches::of(&drawn, &trial, ways);
        for tried in options.iter_mut().flat_map(|x| &mut x.of).flatten() {
            if !tried.is_open() {
                continue;
            }
            let a = world.figures(&caches, tried.likely.strategy, tried.plan);
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

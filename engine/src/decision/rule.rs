//! The one rule: among the approaches that meet every requirement, and all limits with the confidence asked for, the one with the
//! greatest expected score. Everything that names an approach follows from it.
//!
//! Over 600 lines, so that the rule is read in one place: what a simulation says, the sums over many, and the order of the approaches.

use super::assess::{Assessed, Figures, Plans, figures_tried};
use super::correction::{Correction, Means};
use super::limits::{self, Musts, Used};
use super::{criteria, value};
use crate::catalog::Catalog;
use crate::cost;
use crate::math::Bounds as _;
use crate::report::{CRITERIA, LIMITS, Limit, Strength, in_percent};
use crate::scenario::{JudgeBy, Scenario};
use crate::simulation::{Draw, Estimates};
use crate::strategy::{STRATEGIES, Strategy};

/// What a simulation says of every approach, in the order of [`Strategy::ALL`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Weighted score, 0 to 1, less what it loses beyond limits.
    pub score: [f64; STRATEGIES],
    /// What it loses beyond limits.
    pub lost: [f64; STRATEGIES],
    /// Net value of an average month, USD.
    pub net_usd: [f64; STRATEGIES],
    /// All that is paid over the horizon, USD.
    pub total_usd: [f64; STRATEGIES],
    /// How much of each limit is used.
    pub used: [Used; STRATEGIES],
    /// The same without the model's own error of times and costs.
    open: [Used; STRATEGIES],
}

impl Outcome {
    /// The outcome of a draw about a scenario in range, by the plans settled on at its likely values. The draw's assumptions take the
    /// place of the world's.
    #[must_use]
    pub fn simulated(estimates: &Estimates, plans: &Plans, world: &mut Catalog, draw: &Draw) -> Self {
        Self::tried(estimates, plans, world, draw, |_| None)
    }

    /// The same where the figures of some strategies are known from a trial in this simulation.
    pub(super) fn tried(
        estimates: &Estimates,
        plans: &Plans,
        world: &mut Catalog,
        draw: &Draw,
        known: impl Fn(Strategy) -> Option<Figures>,
    ) -> Self {
        world.calibration = draw.calibration;
        let drawn = estimates.drawn(draw);
        Self::of(
            estimates.set(),
            &drawn,
            world,
            draw,
            &figures_tried(&drawn, world, plans, known),
        )
    }

    /// The outcome of a draw about a scenario in range. `world` is the catalog, with the draw's assumptions in it.
    #[must_use]
    pub fn of(
        set: &Scenario,
        drawn: &Scenario,
        world: &Catalog,
        draw: &Draw,
        figures: &[Figures; STRATEGIES],
    ) -> Self {
        let weights = criteria::weights(set);
        let queries = cost::horizon_queries(drawn);
        let months = drawn.months();
        let yardstick = criteria::yardstick_usd(drawn, figures.each_ref().map(|a| a.total_usd), queries);
        let times = draw.times;
        let mut outcome = Self {
            score: [0.0; STRATEGIES],
            lost: [0.0; STRATEGIES],
            net_usd: [0.0; STRATEGIES],
            total_usd: [0.0; STRATEGIES],
            used: [[0.0; LIMITS]; STRATEGIES],
            open: [[0.0; LIMITS]; STRATEGIES],
        };
        for (i, a) in figures.iter().enumerate() {
            let quality = draw.errors.applied(drawn, a.strategy, &a.quality);
            let ttft = a.ttft_p95_ms * times.0;
            let values = criteria::values_with(set, drawn, a, &quality, ttft, yardstick);
            let score: f64 = values.iter().zip(&weights).map(|(v, w)| v * w).sum();
            let open = limits::used(set, drawn, a, &quality);
            let mut used = open;
            for limit in [Limit::FirstToken, Limit::WholeAnswer] {
                used[limit as usize] *= times.0;
            }
            for limit in [Limit::UpfrontBudget, Limit::MonthlyBudget] {
                used[limit as usize] *= times.1;
            }
            let kept = score * limits::kept(&used);
            outcome.score[i] = kept - criteria::handicap(set, a.strategy);
            outcome.lost[i] = score - kept;
            let answers = queries * value::answer_usd(drawn, &quality, world.calibration.noticed_cost);
            outcome.total_usd[i] = a.total_usd * times.1;
            outcome.net_usd[i] = (answers - outcome.total_usd[i]) / months;
            outcome.used[i] = used;
            outcome.open[i] = open;
        }
        outcome
    }

    /// How much of each limit is used, the model's own error of times and costs left open.
    pub(super) const fn open(&self) -> &[Used; STRATEGIES] {
        &self.open
    }

    /// What the approaches are judged by.
    #[must_use]
    pub const fn judged(&self, s: &Scenario) -> &[f64; STRATEGIES] {
        match s.judge_by {
            JudgeBy::Score => &self.score,
            JudgeBy::NetValue => &self.net_usd,
        }
    }

    /// Which approaches meet all limits in this simulation.
    #[must_use]
    pub fn fits(&self) -> [bool; STRATEGIES] {
        std::array::from_fn(|i| limits::are_met(&self.used[i]))
    }

    /// The approach that comes out ahead in this simulation: the best of those that meet every requirement and all limits; none where
    /// no approach does.
    #[must_use]
    pub fn ahead(&self, s: &Scenario, musts: &[Musts; STRATEGIES]) -> Option<usize> {
        let judged = self.judged(s);
        let mut best: Option<usize> = None;
        for i in 0..STRATEGIES {
            let fits = musts[i].are_met() && limits::are_met(&self.used[i]);
            if fits && best.is_none_or(|best| judged[i] > judged[best]) {
                best = Some(i);
            }
        }
        best
    }
}

/// Sums over simulations, from which the verdict follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    n: f64,
    score: [f64; STRATEGIES],
    lost: [f64; STRATEGIES],
    net_usd: [f64; STRATEGIES],
    /// Sums of the squares of those.
    net_squares: [f64; STRATEGIES],
    /// Sums of products of what two approaches are judged by, for the spread of their difference.
    products: [[f64; STRATEGIES]; STRATEGIES],
    /// Simulations in which one is judged better than the other.
    beats: [[f64; STRATEGIES]; STRATEGIES],
    fits: [f64; STRATEGIES],
    meets: [[f64; LIMITS]; STRATEGIES],
    ahead: [f64; STRATEGIES],
    nothing: f64,
}

impl Tally {
    /// Nothing summed yet.
    pub const EMPTY: Self = Self {
        n: 0.0,
        score: [0.0; STRATEGIES],
        lost: [0.0; STRATEGIES],
        net_usd: [0.0; STRATEGIES],
        net_squares: [0.0; STRATEGIES],
        products: [[0.0; STRATEGIES]; STRATEGIES],
        beats: [[0.0; STRATEGIES]; STRATEGIES],
        fits: [0.0; STRATEGIES],
        meets: [[0.0; LIMITS]; STRATEGIES],
        ahead: [0.0; STRATEGIES],
        nothing: 0.0,
    };

    /// The sums over these simulations of a scenario in range, by its plans.
    #[must_use]
    pub fn of(
        s: &Scenario,
        catalog: &Catalog,
        musts: &[Musts; STRATEGIES],
        plans: &Plans,
        draws: impl IntoIterator<Item = Draw>,
    ) -> Self {
        let mut world = catalog.clone();
        let estimates = Estimates::of(s);
        let mut tally = Self::EMPTY;
        for draw in draws {
            let outcome = Outcome::simulated(&estimates, plans, &mut world, &draw);
            tally.add(s, musts, &outcome);
        }
        tally
    }

    fn add_means(&mut self, s: &Scenario, outcome: &Outcome) {
        self.n += 1.0;
        let judged = outcome.judged(s);
        for i in 0..STRATEGIES {
            self.score[i] += outcome.score[i];
            self.lost[i] += outcome.lost[i];
            self.net_usd[i] += outcome.net_usd[i];
            self.net_squares[i] += outcome.net_usd[i] * outcome.net_usd[i];
            for j in 0..i {
                let apart = judged[i] - judged[j];
                self.products[i][j] += apart * apart;
                self.beats[i][j] += f64::from(u8::from(apart > 0.0));
                self.beats[j][i] += f64::from(u8::from(apart < 0.0));
            }
        }
    }

    fn add_ahead(&mut self, s: &Scenario, musts: &[Musts; STRATEGIES], outcome: &Outcome) {
        match outcome.ahead(s, musts) {
            Some(best) => self.ahead[best] += 1.0,
            None => self.nothing += 1.0,
        }
    }

    /// Adds one of many simulations.
    pub fn add(&mut self, s: &Scenario, musts: &[Musts; STRATEGIES], outcome: &Outcome) {
        self.add_means(s, outcome);
        self.add_ahead(s, musts, outcome);
        for i in 0..STRATEGIES {
            let mut all = true;
            for (sum, used) in self.meets[i].iter_mut().zip(&outcome.used[i]) {
                let met = *used <= 1.0;
                *sum += f64::from(u8::from(met));
                all &= met;
            }
            self.fits[i] += f64::from(u8::from(all));
        }
    }

    /// Adds one of those that decide while a slider moves: as [`Tally::add_smoothly`], and counts the rest as well.
    pub(super) fn add_moving(&mut self, s: &Scenario, musts: &[Musts; STRATEGIES], outcome: &Outcome) {
        self.add_smoothly(s, outcome);
        self.add_ahead(s, musts, outcome);
        for (meets, open) in self.meets.iter_mut().zip(&outcome.open) {
            for ((sum, used), error) in meets.iter_mut().zip(open).zip(limits::OPEN) {
                *sum += limits::chance(*used, error);
            }
        }
    }

    /// Adds one of few simulations: each stands for many that differ in the model's own error, whose chance of meeting a limit is
    /// known.
    pub(super) fn add_open(&mut self, s: &Scenario, outcome: &Outcome) {
        self.add_means(s, outcome);
        for i in 0..STRATEGIES {
            self.fits[i] += limits::joint_chance(&outcome.open[i]);
        }
    }

    /// Adds one of some hundred simulations: whether it meets its limits counts by its chance over the model's error of times and costs,
    /// which takes fewer simulations to the same precision.
    pub fn add_smoothly(&mut self, s: &Scenario, outcome: &Outcome) {
        self.add_means(s, outcome);
        for i in 0..STRATEGIES {
            self.fits[i] += limits::chance_over_error(&outcome.open[i]);
        }
    }

    /// Whether more simulations would hardly give another verdict than this one of theirs: every difference that the verdict rests on is more than two standard
    /// errors.
    #[must_use]
    pub fn is_settled(&self, s: &Scenario, musts: &[Musts; STRATEGIES], decision: &Decision) -> bool {
        let n = self.n.at_least(1.0);
        let winner = decision.winner.index();
        let judged = match s.judge_by {
            JudgeBy::Score => &decision.utility,
            JudgeBy::NetValue => &decision.net_usd,
        };
        // One simulation more or less is always possible.
        let variance = |i: usize| {
            let chance = decision.chance[i];
            (chance * (1.0 - chance) + 1.0 / n) / n
        };
        let far = |difference: f64, variance: f64| difference > SETTLED * variance.sqrt();
        let misses = |i: usize| !musts[i].are_met() || far(s.confidence - decision.chance[i], variance(i));
        let better = |i: usize| {
            let lead = judged[winner] - judged[i];
            let spread = self.spread(s, winner, i);
            far(lead, spread * spread / n) || (lead == 0.0 && spread == 0.0)
        };
        let mut others = (0..STRATEGIES).filter(|i| *i != winner);
        if decision.feasible {
            return far(decision.chance[winner] - s.confidence, variance(winner))
                && others.all(|i| misses(i) || better(i));
        }
        let unmet = |i: usize| musts[i].iter().count();
        misses(winner)
            && others.all(|i| {
                let ahead = decision.chance[winner] - decision.chance[i];
                let by_chance = far(ahead, variance(winner) + variance(i));
                let alike = in_percent(decision.chance[winner]) == in_percent(decision.chance[i]);
                misses(i) && (unmet(i) > unmet(winner) || by_chance || (alike && better(i)))
            })
    }

    /// Simulations added.
    #[must_use]
    pub const fn n(&self) -> f64 {
        self.n
    }

    /// Share of simulations in which each approach comes out ahead.
    #[must_use]
    pub fn ahead(&self) -> [f64; STRATEGIES] {
        self.ahead.map(|x| x / self.n.at_least(1.0))
    }

    /// Share of simulations in which no approach meets all limits.
    #[must_use]
    pub fn nothing(&self) -> f64 {
        self.nothing / self.n.at_least(1.0)
    }

    /// Share of simulations in which each approach meets each limit. Not counted by [`Tally::add_smoothly`].
    #[must_use]
    pub fn meets(&self) -> [[f64; LIMITS]; STRATEGIES] {
        self.meets.map(|of| of.map(|x| x / self.n.at_least(1.0)))
    }

    /// Standard deviation, over the simulations, of the difference between two approaches in what they are judged by.
    fn spread(&self, s: &Scenario, a: usize, b: usize) -> f64 {
        let (i, j) = (a.max(b), a.min(b));
        let n = self.n.at_least(1.0);
        let judged = match s.judge_by {
            JudgeBy::Score => &self.score,
            JudgeBy::NetValue => &self.net_usd,
        };
        let lead = (judged[i] - judged[j]) / n;
        (self.products[i][j] / n - lead * lead).at_least(0.0).sqrt()
    }

    /// How often the winner is better than the runner-up, and how often its kind comes out ahead of all.
    pub(super) fn won(&self, winner: usize, runner_up: usize) -> Won {
        let n = self.n.at_least(1.0);
        let kind = |i: &usize| Strategy::ALL[*i].same_answer(Strategy::ALL[winner]);
        let ahead: f64 = (0..STRATEGIES).filter(kind).map(|i| self.ahead[i]).sum();
        let counted = self.ahead.iter().sum::<f64>() + self.nothing > 0.0;
        Won {
            beats: self.beats[winner][runner_up] / n,
            ahead: counted.then_some(ahead / n),
        }
    }

    /// Means over the simulations.
    #[must_use]
    pub fn means(&self) -> Means {
        let n = self.n.at_least(1.0);
        Means {
            score: self.score.map(|x| x / n),
            lost: self.lost.map(|x| x / n),
            net_usd: self.net_usd.map(|x| x / n),
            net_spread_usd: std::array::from_fn(|i| {
                let mean = self.net_usd[i] / n;
                (self.net_squares[i] / n - mean * mean).at_least(0.0).sqrt()
            }),
            chance: self.fits.map(|x| (x / n).clamp(0.0, 1.0)),
        }
    }

    /// The verdict.
    #[must_use]
    pub fn decision(&self, s: &Scenario, musts: &[Musts; STRATEGIES]) -> Decision {
        self.decision_by(s, musts, &self.means())
    }

    /// The verdict by means that were corrected.
    #[must_use]
    pub(super) fn decision_by(&self, s: &Scenario, musts: &[Musts; STRATEGIES], means: &Means) -> Decision {
        let Means { score, net_usd, .. } = *means;
        let chance: [f64; STRATEGIES] =
            std::array::from_fn(|i| if musts[i].are_met() { means.chance[i] } else { 0.0 });
        let judged = match s.judge_by {
            JudgeBy::Score => &score,
            JudgeBy::NetValue => &net_usd,
        };
        let order = Order {
            confidence: s.confidence,
            musts,
            chance: &chance,
            judged,
        };
        let mut winner = 0;
        for i in 1..STRATEGIES {
            if order.better(i, winner) {
                winner = i;
            }
        }
        // The approaches of a family are one answer: the runner-up to one of them is none of the others.
        let rivals = |i: usize| !Strategy::ALL[i].same_answer(Strategy::ALL[winner]);
        let mut runner_up = usize::from(winner == 0);
        for i in 0..STRATEGIES {
            if rivals(i) && (!rivals(runner_up) || order.better(i, runner_up)) {
                runner_up = i;
            }
        }
        let open = std::array::from_fn(|i| order.fits(i));
        let spread = self.spread(s, winner, runner_up);
        let strength = if !open[winner] {
            Strength::NothingFits
        } else if !open[runner_up] {
            Strength::Clear
        } else {
            self.won(winner, runner_up).strength()
        };
        Decision {
            winner: Strategy::ALL[winner],
            feasible: open[winner],
            runner_up: Strategy::ALL[runner_up],
            margin: score[winner] - score[runner_up],
            lead_usd: net_usd[winner] - net_usd[runner_up],
            spread,
            strength,
            utility: score,
            net_usd,
            chance,
            open,
        }
    }
}

/// Too close to call is a verdict that is better than the runner-up in a smaller share of simulations than this. Shares are counted, and not
/// standard deviations of the lead: a few simulations in which one of the two misses a limit by far would make any lead look small.
pub const CLOSE: f64 = 0.6;
/// Leaning is a verdict that is better than the runner-up in a smaller share than this.
pub const LEANING: f64 = 0.8;
/// Leaning is also a verdict whose kind comes out ahead of all others in a smaller share than this.
pub const LEANING_AHEAD: f64 = 0.6;

/// To what the shares of some hundred simulations are known.
const UNSURE: f64 = 0.06;

/// How often a winner wins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Won {
    /// Share of simulations in which it is better than the runner-up.
    pub beats: f64,
    /// Share of simulations in which its kind is the best of all that fit, where that was counted.
    pub ahead: Option<f64>,
}

impl Won {
    /// How clear the verdict is.
    #[must_use]
    pub fn strength(self) -> Strength {
        if self.beats < CLOSE {
            Strength::Close
        } else if self.beats < LEANING || self.ahead.is_some_and(|share| share < LEANING_AHEAD) {
            Strength::Leaning
        } else {
            Strength::Clear
        }
    }

    /// The same by few simulations, of which the shares are known to [`UNSURE`] only: what was found before stands as long as it is among
    /// what they may come to, so that the headline does not change back and forth while a slider moves.
    pub(super) fn strength_after(self, before: Strength) -> Strength {
        let may_be = [-UNSURE, UNSURE].map(|by| {
            let shifted = Self {
                beats: self.beats + by,
                ahead: self.ahead.map(|share| share + by),
            };
            shifted.strength()
        });
        if may_be.contains(&before) {
            before
        } else {
            self.strength()
        }
    }
}

/// Standard errors that the differences behind a settled verdict exceed.
const SETTLED: f64 = 2.0;

/// The order of the rule.
struct Order<'a> {
    confidence: f64,
    musts: &'a [Musts; STRATEGIES],
    chance: &'a [f64; STRATEGIES],
    judged: &'a [f64; STRATEGIES],
}

impl Order<'_> {
    fn fits(&self, i: usize) -> bool {
        self.musts[i].are_met() && self.chance[i] >= self.confidence
    }

    /// Whether `a` comes before `b`: one that fits before one that does not; of two that fit the better, of two that do not the one
    /// with the greater chance in whole percent, then the better.
    fn better(&self, a: usize, b: usize) -> bool {
        let key = |i: usize| {
            let unmet = self.musts[i].iter().count();
            let chance = if self.fits(i) {
                0.0
            } else {
                in_percent(self.chance[i])
            };
            (std::cmp::Reverse(unmet), self.fits(i), chance, self.judged[i])
        };
        let (x, y) = (key(a), key(b));
        x.0.cmp(&y.0)
            .then(x.1.cmp(&y.1))
            .then(x.2.total_cmp(&y.2))
            .then(x.3.total_cmp(&y.3))
            .is_gt()
    }
}

/// The verdict alone: ribbons and maps need hundreds of them a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// The approach recommended; where none fits, the one with the greatest chance.
    pub winner: Strategy,
    /// Whether it fits: meets every requirement, and all limits with the confidence asked for.
    pub feasible: bool,
    /// The second by the same rule, of another family: full fine-tuning, LoRA and QLoRA count as one.
    pub runner_up: Strategy,
    /// The winner's expected score less the runner-up's.
    pub margin: f64,
    /// The winner's expected net value of an average month less the runner-up's, USD.
    pub lead_usd: f64,
    /// Standard deviation, over the simulations, of the lead in what approaches are judged by.
    pub spread: f64,
    /// How clear the verdict is.
    pub strength: Strength,
    /// Expected score of each approach, 0 to 1; that of a hybrid less the margin it must lead by.
    pub utility: [f64; STRATEGIES],
    /// Expected net value of each approach in an average month, USD.
    pub net_usd: [f64; STRATEGIES],
    /// Chance with which each approach meets all limits; zero where it fails a requirement.
    pub chance: [f64; STRATEGIES],
    /// Which approaches fit.
    pub open: [bool; STRATEGIES],
}

/// What many simulations say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ByMany {
    /// The verdict.
    pub decision: Decision,
    /// Chance with which each approach meets each limit.
    pub meets: [[f64; LIMITS]; STRATEGIES],
    /// How far few simulations are off them, once there are enough.
    pub correction: Option<Correction>,
}

/// Value of each criterion of each approach at the likely values.
#[must_use]
pub fn likely_values(s: &Scenario, assessed: &[Assessed; STRATEGIES]) -> [[f64; CRITERIA]; STRATEGIES] {
    let yardstick = criteria::yardstick_usd(
        s,
        assessed.each_ref().map(|a| a.total_usd),
        cost::horizon_queries(s),
    );
    std::array::from_fn(|i| criteria::values(s, &assessed[i].figures(), yardstick))
}

//! Keeping the format, tone and way of reasoning.
//!
//! What must be kept has two parts: syntax, which a grammar can enforce, and style, which it cannot. Style is learned from examples along
//! the same curve wherever they stand, in the prompt or in the training data: from what instructions alone bring up to an end, with half
//! of the way after so many examples.

use super::ability::Ability;
use crate::assumptions::Calibration;
use crate::choices::{Likeness, NoiseKind};
use crate::math::{self, Bounds as _, ln};
use crate::scenario::Scenario;

/// Power of the curves of training and of retrieved examples; that of random examples in the prompt is one. Fitted on Bertsch et al. 2024
/// (arXiv 2405.00200) together with the half-way points.
pub const TRAINED_POWER: f64 = 0.75;
/// The same of retrieved examples.
pub const RETRIEVED_POWER: f64 = 0.8;
/// Retrieved examples that bring half of the way where those of one class read differently, over those where they read alike: 3 on the kinds
/// of questions of TREC and TREC-fine against 0.42 on three lists of intents, by least squares (Bertsch et al. 2024).
pub const UNLIKE: f64 = 7.0;
/// Most of them: the fit of TREC alone.
const MOST_UNLIKE: f64 = 16.0;

/// Classes between which retrieved examples that read alike come to lead as far as training does. With 68, 77 and 150 intents they end 2 points
/// above training, 1 above and 6 above (Bertsch et al. 2024). With fewer nothing is published where they read alike, so up to the lower number the
/// end is that of classes that read differently.
const FEW_CLASSES: f64 = 20.0;
const MANY_CLASSES: f64 = 60.0;

/// Examples that teach: those that are right and no copies of others.
#[must_use]
pub fn effective_examples(s: &Scenario, examples: f64) -> f64 {
    examples * s.label_quality * (1.0 - s.duplicate_share)
}

/// Share of the way that so many examples bring: n^p / (n^p + h^p).
#[must_use]
pub fn curve(examples: f64, half: f64, power: f64) -> f64 {
    if examples <= 0.0 {
        return 0.0;
    }
    if power == 1.0 {
        return examples / (examples + half);
    }
    1.0 / (1.0 + math::power(half / examples, power))
}

/// Random examples in the prompt that bring half of the way.
#[must_use]
pub fn shots_half(s: &Scenario, c: &Calibration) -> f64 {
    c.shots_per_class * s.classes
}

/// Usable examples that bring half of the way by training.
#[must_use]
pub fn trained_half(s: &Scenario, c: &Calibration) -> f64 {
    c.examples_half.at_least(c.examples_per_class * s.classes)
}

/// Share of what a model would do right after training on clean labels that is left with the labels as they are.
#[must_use]
pub fn kept_in_noise(s: &Scenario, c: &Calibration) -> f64 {
    let wrong = 1.0 - s.label_quality;
    match s.noise_kind {
        NoiseKind::Random => 1.0 - c.noise_slope * (wrong - c.noise_knee).at_least(0.0),
        NoiseKind::Systematic => 1.0 - wrong,
    }
    .at_least(0.0)
}

/// Style kept by a prompt with so many examples that were picked once for all questions.
#[must_use]
pub fn prompted(s: &Scenario, a: &Ability, few_shot: f64, c: &Calibration) -> f64 {
    a.instructions + (a.rules - a.instructions) * curve(few_shot, shots_half(s, c), 1.0)
}

/// Retrieved examples in the prompt that bring half of the way.
#[must_use]
pub fn retrieved_half(s: &Scenario, c: &Calibration) -> f64 {
    match s.likeness {
        Likeness::Alike => c.retrieved_half,
        Likeness::Different => (c.retrieved_half * UNLIKE).at_most(MOST_UNLIKE),
    }
}

/// Style kept with ample retrieved examples.
#[must_use]
pub fn retrieved_end(s: &Scenario, a: &Ability, c: &Calibration) -> f64 {
    let few = c.retrieved_end.at_least(a.rules);
    match s.likeness {
        Likeness::Alike => {
            let way = ln(s.classes / FEW_CLASSES) / ln(MANY_CLASSES / FEW_CLASSES);
            few + (trained_end(a, c) - few).at_least(0.0) * way.clamp(0.0, 1.0)
        }
        Likeness::Different => few,
    }
}

/// Style kept by a prompt with the `shots` examples most like the question, of a pool of so many usable ones.
///
/// A pool that lacks most classes cannot show them, however well it is searched: the whole pool in the prompt would bring no more.
#[must_use]
pub fn retrieved_examples(s: &Scenario, a: &Ability, shots: f64, pool: f64, c: &Calibration) -> f64 {
    let end = retrieved_end(s, a, c);
    let found = curve(shots.at_most(pool), retrieved_half(s, c), RETRIEVED_POWER);
    let covered = curve(pool, shots_half(s, c), 1.0);
    a.instructions + (end - a.instructions) * found * covered
}

/// Style kept by a prompt that was optimised on so many usable examples, beginning with one that keeps `prompted`.
#[must_use]
pub fn optimised(s: &Scenario, a: &Ability, prompted: f64, graded: f64, c: &Calibration) -> f64 {
    let gap = (trained_end(a, c) - prompted).at_least(0.0);
    prompted + gap * c.optimised_gap * curve(graded, shots_half(s, c), 1.0)
}

/// Style kept after ample training on clean labels.
#[must_use]
pub fn trained_end(a: &Ability, c: &Calibration) -> f64 {
    c.tuned_compliance.at_least(a.rules)
}

/// Style kept by a model that was trained: `learned` is the share of the way, `noise` what is left with the labels as they are.
#[must_use]
pub fn tuned(a: &Ability, learned: f64, noise: f64, c: &Calibration) -> f64 {
    (a.instructions + (trained_end(a, c) - a.instructions) * learned) * noise
}

/// Syntax kept by a model that was trained, without a grammar.
#[must_use]
pub fn tuned_syntax(a: &Ability, learned: f64, noise: f64, c: &Calibration) -> f64 {
    (a.tool_call + (trained_end(a, c) - a.tool_call).at_least(0.0) * learned) * noise
}

/// Share of strict answers that keep the form. Retrieved passages do not enter: context does not teach behaviour.
#[must_use]
pub fn compliance(s: &Scenario, syntax: f64, style: f64) -> f64 {
    s.syntax_share * syntax + (1.0 - s.syntax_share) * style
}

/// Usable examples for each that a prompt shows, below which there is nothing to search. Assumed: a tenth of the pool is like the question.
pub const POOL_NEEDED: f64 = 10.0;

/// Usable graded examples below which an optimiser of prompts fits noise. Assumed: MIPRO's smallest training sets hold 75 (arXiv 2406.11695).
pub const GRADED_NEEDED: f64 = 50.0;

/// More examples than this count as any number.
const MOST: f64 = 1e9;

/// Usable examples from which on training is worth while: the trained model keeps the style at least as often as the prompt that a team
/// has, and as a prompt with the same examples would.
///
/// Where noise or an able model leaves training nothing to win, no number is enough.
#[must_use]
pub fn enough_examples(s: &Scenario, a: &Ability, noise: f64, c: &Calibration) -> f64 {
    let gap = trained_end(a, c) - a.instructions;
    let without = prompted(s, a, s.few_shot, c).at_least(a.instructions + c.enough_gain * gap);
    if gap <= 0.0 || noise <= 0.0 {
        return MOST;
    }
    let way = (without / noise - a.instructions) / gap;
    if way >= 1.0 {
        return MOST;
    }
    (trained_half(s, c) * math::power(way / (1.0 - way), 1.0 / TRAINED_POWER)).at_most(MOST)
}

/// Share of the answers' worth that is kept: 1 − strictness × penalty × (1 − compliance).
#[must_use]
pub fn worth_kept(s: &Scenario, compliance: f64) -> f64 {
    1.0 - s.strictness * s.behaviour_penalty * (1.0 - compliance)
}

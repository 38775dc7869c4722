//! The model's own error: how far held-out predictions lie from the published figures, and how many of these the bands of simulations hold.
//!
//! The engine draws that error in every simulation ([`forkcast_engine::simulation::Errors`]). Its spreads are those computed here, by part of
//! the model; a test holds the engine's constants to them. Residuals are in shares of right answers as published; the readers' tables are
//! multiple choice, which narrows an error of knowledge by a quarter, and widens it by the error in reading a reader's skill.

use crate::held_out::{Figure, Part};
use forkcast_engine::assumptions::Calibration;
use forkcast_engine::report::Quality;
use forkcast_engine::scenario::Scenario;
use forkcast_engine::simulation::Draws;
use forkcast_engine::strategy::Strategy;

/// Root mean square of the residuals of a part of the model, as a share of answers. The figures of `left_out`, a table, do not count.
#[must_use]
pub fn spread(figures: &[Figure], part: Part, left_out: Option<&str>) -> f64 {
    let squares: Vec<f64> = figures
        .iter()
        .filter(|f| f.part == part && Some(&*f.table) != left_out)
        .map(|f| f.residual().powi(2))
        .collect();
    (squares.iter().sum::<f64>() / squares.len().max(1) as f64).sqrt()
}

/// Draws from which the engine's bands are taken.
const DRAWS: usize = 4096;
/// What share of draws a band holds.
pub const BAND: f64 = 0.8;

/// Half of the width of the 80% band that the engine's draws put around a prediction of a half, as a share of answers.
#[must_use]
pub fn half_width(part: Part) -> f64 {
    let strategy = match part {
        Part::Retrieval => Strategy::Rag,
        Part::Training | Part::Format => Strategy::Lora,
        Part::Both => Strategy::Hybrid,
        Part::Prompted => Strategy::Prompt,
    };
    let s = Scenario {
        new_facts_share: 1.0,
        strictness: 1.0,
        behaviour_penalty: 1.0,
        ..Scenario::default()
    };
    let half = Quality {
        p_correct: 0.25,
        knowledge: 0.5,
        behaviour: 0.5,
        silent_failure: 0.0,
        fresh: 1.0,
    };
    let draws = Draws::about(&Calibration::LIKELY);
    let mut off: Vec<f64> = (0..DRAWS)
        .map(|n| {
            let q = draws.nth(n).errors.applied(&s, strategy, &half);
            match part {
                Part::Retrieval | Part::Training | Part::Both => (q.knowledge - 0.5).abs(),
                Part::Format | Part::Prompted => (q.behaviour - 0.5).abs(),
            }
        })
        .collect();
    off.sort_by(f64::total_cmp);
    off.get((BAND * DRAWS as f64) as usize).copied().unwrap_or(0.0)
}

/// How many figures of a part of the model lie within their bands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// The part.
    pub part: Part,
    /// Published figures with a held-out prediction.
    pub figures: usize,
    /// Root mean square of their residuals, as a share of answers.
    pub spread: f64,
    /// Half of the width of the engine's 80% band, as a share of answers.
    pub half_width: f64,
    /// Figures within the band.
    pub within: usize,
    /// Figures within a band as wide as the other tables alone would make it; none where there is no other table.
    pub within_others: Option<usize>,
}

/// Half of the width of a normal distribution's 80% band, in standard deviations.
const NORMAL: f64 = 1.2816;

/// Coverage by part of the model.
#[must_use]
pub fn coverage(figures: &[Figure]) -> Vec<Coverage> {
    Part::ALL
        .into_iter()
        .map(|part| {
            let of_part: Vec<&Figure> = figures.iter().filter(|f| f.part == part).collect();
            let half_width = half_width(part);
            let within = |width: &dyn Fn(&Figure) -> f64| {
                of_part.iter().filter(|f| f.residual().abs() <= width(f)).count()
            };
            let tables = |f: &Figure| of_part.iter().any(|other| other.table != f.table);
            Coverage {
                part,
                figures: of_part.len(),
                spread: spread(figures, part, None),
                half_width,
                within: within(&|_| half_width),
                within_others: of_part
                    .iter()
                    .all(|f| tables(f))
                    .then(|| within(&|f| NORMAL * spread(figures, part, Some(&f.table)))),
            }
        })
        .collect()
}

/// Share of all figures that lie within their bands.
#[must_use]
pub fn share(coverage: &[Coverage]) -> f64 {
    let (within, figures) = coverage.iter().fold((0, 0), |(within, figures), c| {
        (within + c.within, figures + c.figures)
    });
    within as f64 / figures.max(1) as f64
}

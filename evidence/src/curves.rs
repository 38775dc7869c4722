//! Curves of learning, in the prompt and by training, and of label noise: what the formulas of
//! [`forkcast_engine::quality::behaviour`] say of published tables, fitted on all, and on all but one.
//!
//! A table gives its own two ends, as tasks differ in what a model can and what examples can bring; the half-way points and the powers
//! are the same for all. Leaving a table out shows how well they carry over to a task that nobody has seen.

use crate::accuracy::MNLI;
use crate::facts;
use crate::held_out::{Figure, Part};
use crate::pattern_search::minimise;
use forkcast_engine::assumptions::Calibration;
use forkcast_engine::quality::behaviour::{RETRIEVED_POWER, TRAINED_POWER, UNLIKE, curve};
use forkcast_engine::{Scenario, quality::behaviour};
use std::borrow::Cow;
use std::sync::LazyLock;

/// How examples are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// As training data.
    Trained,
    /// In the prompt, the same for all questions.
    Random,
    /// In the prompt, those most like the question.
    Retrieved,
}

/// One published curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Model and task.
    pub name: String,
    /// How examples are given.
    pub given: Given,
    /// Distinct classes.
    pub classes: f64,
    /// Examples, and share right.
    pub points: Vec<(f64, f64)>,
}

impl Curve {
    /// How many times as many retrieved examples bring half of the way as where those of one class read alike: intents do, kinds of questions
    /// do not.
    fn unlike(&self) -> f64 {
        if self.name.ends_with("intents") {
            1.0
        } else {
            UNLIKE
        }
    }
}

/// Half-way points of training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trained {
    /// Where classes are few.
    pub half: f64,
    /// Per class, where they are many.
    pub per_class: f64,
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// Every published curve.
#[must_use]
pub fn all() -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for row in facts::tuning() {
        let [topic, model, task, method, n, _, value, ..] = row.as_slice() else {
            continue;
        };
        let (Some(n), Some(value)) = (number(n), number(value)) else {
            continue;
        };
        if !topic.starts_with("learning curve") {
            continue;
        }
        let given = match method.split(' ').next() {
            Some("random") => Given::Random,
            Some("retrieved") => Given::Retrieved,
            _ => Given::Trained,
        };
        let classes = task.split(' ').find_map(number).unwrap_or(1.0);
        let name = format!("{model}, {task}");
        match curves.iter_mut().find(|c| c.name == name && c.given == given) {
            Some(known) => known.points.push((n, value / 100.0)),
            None => curves.push(Curve {
                name,
                given,
                classes,
                points: vec![(n, value / 100.0)],
            }),
        }
    }
    curves.push(Curve {
        name: "GPT-3 175B, MNLI, 3 classes".to_owned(),
        given: Given::Trained,
        classes: 3.0,
        points: MNLI
            .into_iter()
            .flat_map(|(n, full, lora)| [(n, full), (n, lora)])
            .collect(),
    });
    curves
}

/// Start and end that suit the ways gone best; the start is given where it is known.
fn ends(points: &[(f64, f64)], way: &dyn Fn(f64) -> f64, start: Option<f64>) -> (f64, f64) {
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), (examples, right)| {
        (x + way(*examples) / n, y + right / n)
    });
    let (dx, x0, y0) = match start {
        Some(start) => (0.0, 0.0, start),
        None => (1.0, x, y),
    };
    let (mut over, mut under) = (0.0, 1e-12);
    for (examples, right) in points {
        let away = way(*examples) - x0;
        over += away * (right - y0);
        under += away * away;
    }
    let slope = (over / under).min(1.0);
    let start = y0 - dx * slope * x;
    (start, (start + slope).min(1.0))
}

/// What the formulas say of each point of a curve, less what was published, in shares.
#[must_use]
pub fn residuals(of: &Curve, half: f64, all: &[Curve]) -> Vec<f64> {
    let power = match of.given {
        Given::Trained => TRAINED_POWER,
        Given::Random => 1.0,
        Given::Retrieved => RETRIEVED_POWER,
    };
    let way = |n: f64| curve(n, half, power);
    let start = match of.given {
        // Chance.
        Given::Trained => Some(1.0 / of.classes),
        Given::Random => None,
        // Where random examples of the same model and task start: without any, both are the same prompt.
        Given::Retrieved => all
            .iter()
            .find(|c| c.given == Given::Random && c.name == of.name)
            .map(|random| {
                let half = Calibration::LIKELY.shots_per_class * random.classes;
                ends(&random.points, &|n| curve(n, half, 1.0), None).0
            }),
    };
    let (start, end) = ends(&of.points, &way, start);
    of.points
        .iter()
        .map(|(n, right)| start + (end - start) * way(*n) - right)
        .collect()
}

/// The half-way point of a curve that the model uses.
#[must_use]
pub fn committed(of: &Curve) -> f64 {
    let c = Calibration::LIKELY;
    match of.given {
        Given::Trained => c.examples_half.max(c.examples_per_class * of.classes),
        Given::Random => c.shots_per_class * of.classes,
        Given::Retrieved => c.retrieved_half * of.unlike(),
    }
}

/// Mean of the squares over each curve, so that a table counts once whatever its length.
fn loss(all: &[Curve], given: Given, left_out: Option<&str>, half: &dyn Fn(&Curve) -> f64) -> f64 {
    all.iter()
        .filter(|c| c.given == given && Some(&*c.name) != left_out)
        .map(|c| {
            let residuals = residuals(c, half(c), all);
            residuals.iter().map(|r| r * r).sum::<f64>() / residuals.len() as f64
        })
        .sum()
}

/// Half-way points of training by least squares, without one curve.
#[must_use]
pub fn trained(left_out: Option<&str>) -> Trained {
    let all = all();
    let [half, per_class] = minimise([(5.0, 300.0), (0.5, 6.0)], |[half, per_class]| {
        loss(&all, Given::Trained, left_out, &|c| {
            half.max(per_class * c.classes)
        })
    });
    Trained { half, per_class }
}

/// Half-way point of random examples, per class.
#[must_use]
pub fn random_half(left_out: Option<&str>) -> f64 {
    let all = all();
    minimise([(0.05, 4.0)], |[per_class]| {
        loss(&all, Given::Random, left_out, &|c| per_class * c.classes)
    })[0]
}

/// Half-way point of retrieved examples where those of one class read alike.
#[must_use]
pub fn retrieved_half(left_out: Option<&str>) -> f64 {
    let all = all();
    minimise([(0.05, 6.0)], |[half]| {
        loss(&all, Given::Retrieved, left_out, &|c| half * c.unlike())
    })[0]
}

/// One published set of runs with more and more labels wrong at random.
#[derive(Clone, Debug, PartialEq)]
pub struct Noise {
    /// Model and task.
    pub name: String,
    /// Share right without training.
    pub prompted: f64,
    /// Share of labels that are wrong, and share right after training.
    pub points: Vec<(f64, f64)>,
}

/// Every table of label noise. What clean labels bring was not published.
#[must_use]
pub fn noises() -> Vec<Noise> {
    let mut noises: Vec<Noise> = Vec::new();
    for row in facts::tuning() {
        let [topic, model, task, method, _, _, value, ..] = row.as_slice() else {
            continue;
        };
        let (Some(value), "label noise") = (number(value), &**topic) else {
            continue;
        };
        // The row without training comes before those with ever more labels wrong.
        let name = format!("{model}, {task}");
        let wrong = method.split(' ').filter_map(number).find(|x| *x >= 10.0);
        match (wrong, noises.iter_mut().find(|n| n.name == name)) {
            (Some(wrong), Some(known)) => known.points.push((wrong / 100.0, value / 100.0)),
            (None, None) => noises.push(Noise {
                name,
                prompted: value / 100.0,
                points: Vec::new(),
            }),
            (Some(_), None) | (None, Some(_)) => {}
        }
    }
    noises
}

/// What the engine keeps with such a share of labels wrong.
fn kept(wrong: f64, knee: f64, slope: f64) -> f64 {
    let s = Scenario {
        label_quality: 1.0 - wrong,
        ..Scenario::default()
    };
    let c = Calibration {
        noise_knee: knee,
        noise_slope: slope,
        ..Calibration::LIKELY
    };
    behaviour::kept_in_noise(&s, &c)
}

/// Residuals of a table of noise: what clean labels would bring is its own.
#[must_use]
pub fn noise_residuals(of: &Noise, knee: f64, slope: f64) -> Vec<f64> {
    let (mut over, mut under) = (0.0, 1e-12);
    for (wrong, right) in &of.points {
        let kept = kept(*wrong, knee, slope);
        over += kept * right;
        under += kept * kept;
    }
    let clean = (over / under).min(1.0);
    of.points
        .iter()
        .map(|(wrong, right)| clean * kept(*wrong, knee, slope) - right)
        .collect()
}

/// Knee and slope of label noise by least squares, without one table.
#[must_use]
pub fn noise(left_out: Option<&str>) -> (f64, f64) {
    let noises = noises();
    let [knee, slope] = minimise([(0.0, 0.29), (0.3, 1.4)], |[knee, slope]| {
        noises
            .iter()
            .filter(|n| Some(&*n.name) != left_out)
            .flat_map(|n| noise_residuals(n, *knee, *slope))
            .map(|r| r * r)
            .sum()
    });
    (knee, slope)
}

/// What a fit that has not seen the curve says of its points, less what was published.
fn unseen(of: &Curve, all: &[Curve]) -> Vec<f64> {
    let name = Some(&*of.name);
    let half = match of.given {
        Given::Trained => {
            let fitted = trained(name);
            fitted.half.max(fitted.per_class * of.classes)
        }
        Given::Random => random_half(name) * of.classes,
        Given::Retrieved => retrieved_half(name) * of.unlike(),
    };
    residuals(of, half, all)
}

/// Every point of every curve and every table of noise, by a fit without its curve or table.
#[must_use]
pub fn held_out() -> Vec<Figure> {
    // Some twenty fits, which the page and several tests ask for.
    static FIGURES: LazyLock<Vec<Figure>> = LazyLock::new(fitted_without);
    FIGURES.clone()
}

fn fitted_without() -> Vec<Figure> {
    let figures = |name: &str, what, part, points: &[(f64, f64)], residuals: &[f64]| -> Vec<Figure> {
        points
            .iter()
            .zip(residuals)
            .map(|((_, published), residual)| Figure {
                table: name.to_owned().into(),
                setting: Cow::Borrowed(what),
                part,
                published: *published,
                predicted: published + residual,
            })
            .collect()
    };
    let all = all();
    let of_curves = all.iter().flat_map(|curve| {
        let (what, part) = match curve.given {
            Given::Trained => (TRAINED, Part::Format),
            Given::Random => (RANDOM, Part::Prompted),
            Given::Retrieved => (RETRIEVED, Part::Prompted),
        };
        figures(&curve.name, what, part, &curve.points, &unseen(curve, &all))
    });
    let noises = noises();
    let of_noise = noises.iter().flat_map(|table| {
        let (knee, slope) = noise(Some(&table.name));
        let residuals = noise_residuals(table, knee, slope);
        figures(&table.name, NOISE, Part::Format, &table.points, &residuals)
    });
    of_curves.chain(of_noise).collect()
}

const TRAINED: &str = "Training, six tasks of 3 to 150 classes";
const RANDOM: &str = "Random examples in the prompt, two models on five tasks";
const RETRIEVED: &str = "Retrieved examples in the prompt, two models on five tasks";
const NOISE: &str = "Labels wrong at random, two models on five tasks";

/// Mean absolute residuals of a kind of table, percentage points: by the committed values, and with each table left out in turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    /// What was predicted.
    pub what: &'static str,
    /// Figures.
    pub figures: usize,
    /// By the values that the model uses.
    pub committed_points: f64,
    /// By a fit that has not seen the table.
    pub held_out_points: f64,
}

fn points(residuals: &[f64]) -> f64 {
    100.0 * residuals.iter().map(|r| r.abs()).sum::<f64>() / residuals.len().max(1) as f64
}

/// How well the formulas do.
#[must_use]
pub fn errors() -> Vec<Errors> {
    let c = Calibration::LIKELY;
    let all = all();
    let of = |what: &'static str, seen: Vec<f64>| {
        let left_out: Vec<f64> = held_out()
            .iter()
            .filter(|figure| figure.setting == what)
            .map(Figure::residual)
            .collect();
        Errors {
            what,
            figures: seen.len(),
            committed_points: points(&seen),
            held_out_points: points(&left_out),
        }
    };
    let by = |given: Given| {
        let of_kind = all.iter().filter(|c| c.given == given);
        of_kind
            .flat_map(|of| residuals(of, committed(of), &all))
            .collect()
    };
    let noise = noises()
        .iter()
        .flat_map(|table| noise_residuals(table, c.noise_knee, c.noise_slope))
        .collect();
    vec![
        of(TRAINED, by(Given::Trained)),
        of(RANDOM, by(Given::Random)),
        of(RETRIEVED, by(Given::Retrieved)),
        of(NOISE, noise),
    ]
}

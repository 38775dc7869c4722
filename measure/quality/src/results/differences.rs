//! The best arm against every other.

use std::collections::BTreeMap;

use forkcast_observe::estimate::Z95;

use super::estimates::{resampled, variance};
use super::{Difference, Grades, Place};
use crate::plan::{Arm, Plan};

/// The best arm against each other, on the questions that all of them answered.
pub(super) fn differences(plan: &Plan<'_>, table: &BTreeMap<(usize, Arm), Grades<'_>>) -> Vec<Difference> {
    // Wrong passages are a probe, no way to answer.
    let arms: Vec<(&(usize, Arm), &Grades<'_>)> = table
        .iter()
        .filter(|((_, arm), _)| *arm != Arm::WrongPassages)
        .collect();
    let common: Vec<usize> = (0..plan.set.questions.len())
        .filter(|at| {
            arms.iter()
                .all(|(_, grades)| grades.get(*at).is_some_and(Option::is_some))
        })
        .collect();
    if common.is_empty() {
        return Vec::new();
    }
    let right = |grades: &Grades<'_>| -> Vec<f64> {
        common
            .iter()
            .filter_map(|at| grades.get(*at).copied().flatten())
            .map(|graded| f64::from(u8::from(graded.score.right)))
            .collect()
    };
    let mut ranked: Vec<(&(usize, Arm), Vec<f64>)> =
        arms.iter().map(|(key, grades)| (*key, right(grades))).collect();
    ranked.sort_by(|(_, a), (_, b)| b.iter().sum::<f64>().total_cmp(&a.iter().sum()));
    let Some(((best, best_right), others)) = ranked.split_first() else {
        return Vec::new();
    };
    let name = |(endpoint, arm): &(usize, Arm)| Place {
        endpoint: plan
            .endpoints
            .get(*endpoint)
            .map(|asked| asked.name.clone())
            .unwrap_or_default(),
        arm: *arm,
    };
    others
        .iter()
        .map(|(other, other_right)| {
            let pairs: Vec<f64> = best_right.iter().zip(other_right).map(|(a, b)| a - b).collect();
            let n = pairs.len();
            let mean = pairs.iter().sum::<f64>() / n as f64;
            let difference = resampled(plan.spec.seed, n, mean, |places| {
                places.iter().filter_map(|at| pairs.get(*at)).sum::<f64>() / n as f64
            });
            let is_settled = difference.low > 0.0;
            Difference {
                best: name(best),
                other: name(other),
                more_questions: more_questions(&pairs, mean).filter(|_| !is_settled),
                difference,
                is_settled,
            }
        })
        .collect()
}

/// Further questions at which a difference of that size would have an interval without 0; none if there is no difference.
fn more_questions(pairs: &[f64], mean: f64) -> Option<u64> {
    if mean <= 0.0 {
        return None;
    }
    let needed = Z95 * Z95 * variance(pairs, mean) / (mean * mean);
    Some((needed.ceil() as u64).saturating_sub(pairs.len() as u64).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_questions_that_settle_a_difference_settle_it() {
        // Of 50 pairs six favour one and three the other.
        let pairs: Vec<f64> = (0..50)
            .map(|i| match i {
                0..=5 => 1.0,
                6..=8 => -1.0,
                _ => 0.0,
            })
            .collect();
        let mean = pairs.iter().sum::<f64>() / 50.0;
        let more = more_questions(&pairs, mean).expect("there is a difference");
        let times = (50 + more) as f64 / 50.0;
        let many: Vec<f64> = pairs
            .iter()
            .copied()
            .cycle()
            .take((50.0 * (times + 1.0)) as usize)
            .collect();
        let n = many.len();
        let sum = |places: &[usize]| places.iter().map(|at| many[*at]).sum::<f64>() / n as f64;
        assert!(resampled(1, n, mean, sum).low > 0.0, "{more}");
        let few = |places: &[usize]| places.iter().map(|at| pairs[*at]).sum::<f64>() / 50.0;
        assert!(resampled(1, 50, mean, few).low <= 0.0);
        assert_eq!(more_questions(&[0.0; 9], 0.0), None);
    }
}

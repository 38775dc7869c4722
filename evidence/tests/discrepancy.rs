//! The model's own error: the engine's spreads are those of held-out residuals, and its bands hold what they say.

use forkcast_engine::simulation::{PROMPTED_ERROR, RETRIEVAL_ERROR, TRAINED_ERROR, TRAINING_ERROR};
use forkcast_engine::uncertainty::worth::Partial;
use forkcast_evidence::discrepancy::{self, Coverage};
use forkcast_evidence::held_out::{self, Part};
use forkcast_evidence::{curves, rule};

#[test]
fn the_engines_spreads_are_those_of_held_out_residuals() {
    let figures = held_out::strictest();
    for (part, drawn) in [
        (Part::Retrieval, RETRIEVAL_ERROR),
        (Part::Training, TRAINING_ERROR),
        (Part::Format, TRAINED_ERROR),
        (Part::Prompted, PROMPTED_ERROR),
    ] {
        let spread = discrepancy::spread(&figures, part, None);
        assert_eq!(format!("{spread:.3}"), format!("{drawn:.3}"), "{part:?}");
    }
}

/// Each published figure counts once, and none is predicted by a fit that saw its row.
#[test]
fn every_held_out_figure_counts_once() {
    let figures = held_out::strictest();
    let of = |table: &str| figures.iter().filter(|f| f.table == table).count();
    assert_eq!(
        [
            "Current events",
            "MMLU",
            "QuALITY",
            "World leaders",
            "GPT-3 175B, MNLI, 3 classes"
        ]
        .map(of),
        [15, 2, 6, 4, 8]
    );
    // Curves of training, of examples in the prompt, and tables of noise.
    let of_curves: usize = curves::errors().iter().map(|e| e.figures).sum();
    assert_eq!(figures.len(), 15 + 2 + 6 + 4 + of_curves);
    // Predictions that no fit has seen are worse than the fit.
    let mean: f64 = figures.iter().map(|f| f.residual().abs()).sum::<f64>() / figures.len() as f64;
    assert!((0.03..0.08).contains(&mean), "{mean}");
}

#[test]
fn eighty_per_cent_bands_hold_about_eighty_per_cent() {
    let coverage = discrepancy::coverage(&held_out::strictest());
    let share = discrepancy::share(&coverage);
    assert!((0.7..=0.9).contains(&share), "{share}");
    for c in &coverage {
        let share = c.within as f64 / c.figures as f64;
        assert!((0.7..=0.95).contains(&share), "{c:?}");
        // The engine draws the band that the spread implies: 1.28 standard deviations of a normal distribution.
        if c.part != Part::Both {
            assert!((c.half_width / c.spread - 1.2816).abs() < 0.03, "{c:?}");
        }
    }
    // With the spread of the other tables alone it is less, for there are few: no table is like another.
    let others: Vec<&Coverage> = coverage.iter().filter(|c| c.within_others.is_some()).collect();
    assert_eq!(others.len(), Part::ALL.len());
    let within: usize = others.iter().filter_map(|c| c.within_others).sum();
    let figures: usize = others.iter().map(|c| c.figures).sum();
    assert!(
        (0.65..=0.9).contains(&(within as f64 / figures as f64)),
        "{within} of {figures}"
    );
}

/// What the decision says of its example is what the engine's sums say.
#[test]
fn the_worked_example_comes_out_as_it_says() {
    assert_eq!(rule::lines().len(), 10);
    let text: String = rule::example()
        .concat()
        .into_iter()
        .map(|piece| piece.text)
        .collect();
    let (rag, lora, hybrid) = ([0.70, 0.60], [0.66, 0.66], [0.74, 0.8 * 0.68]);
    let mut three = Partial::new(1, 3, 0.8);
    let mut two = Partial::new(1, 2, 0.8);
    for k in 0..2 {
        let places = [0.25 + 0.5 * k as f64];
        three.add(
            &places,
            &[rag[k], lora[k], hybrid[k]],
            &[0.0; 3],
            &[true, true, k == 0],
        );
        two.add(&places, &[rag[k], lora[k]], &[0.0; 2], &[true; 2]);
    }
    assert_eq!((three.choice(), two.choice()), (1, 1));
    assert!((two.everything(1) - 0.02).abs() < 1e-12);
    for said in [
        "= 0.544",
        "= 0.65",
        "= 0.66",
        "/ 2 = 0.02",
        "= 0.5",
        "= 0.8 of its score",
        "0.04 better",
        "0.06 worse",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

//! The model against published figures: residuals, orderings and ratios within their limits.

use forkcast_engine::fit::{parameters, quality, rates};
use forkcast_engine::quality::evidence;

#[test]
fn accuracy_is_within_five_points_and_every_order_right() {
    let rows = evidence::rows();
    assert!(evidence::mean_absolute_residual_points(&rows) <= 5.0);
    let orderings = quality::orderings(&rows);
    assert!(orderings.iter().filter(|o| o.is_claimed()).count() >= 50);
    for o in orderings.iter().filter(|o| o.is_claimed()) {
        assert!(o.is_right(), "{o:?}");
    }
    // Full fine-tuning and LoRA on the same examples are one to the model, and within four points in print.
    for o in orderings.iter().filter(|o| !o.is_claimed()) {
        assert!(o.points < 4.0, "{o:?}");
    }
}

/// What the evidence compares with is what was published.
#[test]
fn every_published_figure_of_the_evidence_is_in_the_facts() {
    let published = quality::published();
    assert!(published.len() > 35);
    for row in evidence::rows() {
        // The second years of the two rows on world leaders stand in the facts' notes.
        let in_notes = row.setting.contains("2018");
        assert!(in_notes || published.contains(&row.published), "{row:?}");
    }
}

/// The shared assumptions alone come near where a reader uses passages as well as they say (two of them were fitted on), and
/// not where it does not.
#[test]
fn a_reader_without_its_own_fit_is_predicted_or_said_not_to_be() {
    let rows = quality::from_shared(&evidence::rows());
    for (setting, most) in [
        ("Mistral-7B, current events", 5.0),
        ("Orca2-7B, current events", 5.0),
    ] {
        let points = quality::shared_points(&rows, setting);
        assert!(points <= most, "{setting}: {points}");
    }
    assert!(
        quality::shared_points(&rows, "Llama2-7B, current events") > 5.0,
        "say that it is predicted now"
    );
}

#[test]
fn rates_are_within_one_and_a_half() {
    let rows = rates::rows();
    assert_eq!(rows.len(), 6 + 3 + 8 + 3);
    let mut exempt = 0;
    for row in &rows {
        match row.does_not_apply {
            None => assert!(row.is_near(), "{row:?}"),
            Some(why) => {
                assert!(why.len() > 20);
                exempt += 1;
            }
        }
    }
    assert!(exempt <= 2, "{exempt} rows are exempt");
    let (usd, lora, qlora) = rates::training_run();
    assert!((500.0..=5000.0).contains(&usd), "{usd}");
    assert!(
        (0.6..=0.8).contains(&lora) && (0.6..=0.8).contains(&qlora),
        "{lora} {qlora}"
    );
}

#[test]
fn what_the_model_uses_is_what_fits() {
    for p in parameters::all() {
        assert!(p.agrees(0.1), "{p:?}");
    }
}

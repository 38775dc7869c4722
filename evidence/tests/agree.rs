//! Everything that names an approach agrees with the one rule: `cargo xtask agree` with fewer scenarios and fewer simulations. Limits are
//! wider by what that costs in precision.

use forkcast_evidence::agree::{self, From};

#[test]
fn the_verdict_at_rest_is_the_best_that_fits() {
    let v = agree::verdicts(0..200, 2000);
    assert_eq!((v.scenarios, v.baseline), (200, 200), "{v:?}");
    // Enough to compare: inputs that lie anywhere, thinking among them, leave a third that fit.
    assert!(v.feasible >= 60, "{v:?}");
    // One tie at the most: a difference of some ten thousandths of the score, which 2,000 simulations do not tell from none.
    assert!(v.same_of_feasible + 1 >= v.feasible, "{v:#?}");
    // Where nothing fits chances near zero decide, which 2,000 simulations tell apart less well than 10,000.
    assert!(v.same >= 194, "{v:#?}");
    assert!(v.behind <= 0.003 && v.short <= 0.02, "{v:#?}");
}

#[test]
fn the_moving_verdict_is_the_one_at_rest() {
    for (from, least) in [(From::Preset, 195), (From::Anywhere, 194)] {
        let m = agree::movements(0..200, from, 1500);
        assert_eq!(m.movements, 200);
        // Hybrid and hybrid with baked-in facts are often as good as each other, which no number of simulations settles.
        assert!(m.same + m.tied >= least, "{from:?}: {m:#?}");
    }
}

#[test]
fn ribbons_and_maps_after_rest_are_what_the_rule_says() {
    // Of 20 scenarios: in one a twentieth of the map lies at an edge, which is much of ten.
    let c = agree::cells(0..20, 1024, (32, 20), 24);
    assert_eq!(c.compared, [480, 480]);
    for (kind, share) in c.shares().into_iter().enumerate() {
        assert!(share >= 0.98, "{kind}: {c:?}");
        assert!(c.refined[kind] >= c.coarse[kind], "{c:?}");
    }
}

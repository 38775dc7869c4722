//! How often sellers end models: a constant rate, fitted on the release days and ends of the catalog's own rows.

use forkcast_engine::calendar::DAYS_PER_YEAR;
use forkcast_engine::catalog::Catalog;
use jiff::civil::Date;

/// What the catalog's rows say of the lives of models.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lifecycles {
    /// Rows with a release day.
    pub models: usize,
    /// Of these the ones that have ended or whose end is announced.
    pub ends: usize,
    /// Years of all these models during which an end would be known.
    pub years: f64,
    /// Likely chance of an end within a year.
    pub chance: f64,
    /// Ends of the interval of nine in ten, by the number of ends alone.
    pub interval: [f64; 2],
}

/// Fits the rate: ends over the years in which they would be known. A model that ends counts until then, any other until the farthest end that
/// is announced, as if every seller announced ends that early. Not all do, so the rate is rather low; and the catalog lists few of
/// the models that ended before it was made, which lowers it too.
#[must_use]
pub fn fit() -> Lifecycles {
    let catalog = Catalog::builtin();
    let snapshot = day(&catalog.version);
    let announced = catalog.models.iter().filter_map(|model| model.ends);
    let farthest = announced.map(|ends| ends.in_days).fold(0.0, f64::max);
    let (mut models, mut ends, mut days) = (0, 0, 0.0);
    for (place, model) in (0..).zip(catalog.models.iter()) {
        let Some(released) = Catalog::model_facts(place).released else {
            continue;
        };
        let age = match (snapshot, day(released)) {
            (Some(snapshot), Some(released)) => snapshot.duration_since(released).as_hours() as f64 / 24.0,
            (Some(_) | None, _) => continue,
        };
        models += 1;
        ends += usize::from(model.ends.is_some());
        days += age + model.ends.map_or(farthest, |ends| ends.in_days);
    }
    let years = days / DAYS_PER_YEAR;
    // Within a year, of a constant rate.
    let chance = |ends: f64| -(-ends / years).exp_m1();
    let count = ends as f64;
    Lifecycles {
        models,
        ends,
        years,
        chance: chance(count),
        interval: [-1.645, 1.645].map(|z| chance(poisson_bound(count, z))),
    }
}

/// Wilson and Hilferty's approximation of the mean of a Poisson distribution under which so few, or so many, are seen.
fn poisson_bound(count: f64, z: f64) -> f64 {
    let n = if z > 0.0 { count + 1.0 } else { count };
    n * (1.0 - 1.0 / (9.0 * n) + z / (3.0 * n.sqrt())).powi(3)
}

/// The day, or the first day of the month.
fn day(text: &str) -> Option<Date> {
    text.parse().or_else(|_| format!("{text}-01").parse()).ok()
}

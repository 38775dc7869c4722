//! What costs of every approach have in common, worked out once for all.

use super::{checks, first_month_queries, horizon_queries, retrieval, training};
use crate::calendar::MONTHS_PER_YEAR;
use crate::catalog::Catalog;
use crate::math::ln_1p;
use crate::quality::teacher::Made;
use crate::scenario::Scenario;
use retrieval::RetrievalBill;

/// The common parts of a scenario's costs.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    /// What retrieval costs, parsing aside.
    pub(super) bill: RetrievalBill,
    /// Parsing the corpus once, USD, and what changes of it, USD a month.
    pub(super) parsing_usd: f64,
    pub(super) parsing_monthly_usd: f64,
    /// The evaluation's set of questions, and grading all answers to it, USD.
    pub(super) set_usd: f64,
    pub(super) grading_usd: f64,
    /// Monitoring and guarding a question, USD.
    pub(super) checked_usd: f64,
    /// Share of the facts that have changed since the last release.
    pub(super) changed_share: f64,
    /// Examples that a teacher makes, USD.
    pub(super) teacher_usd: f64,
    /// Unannounced ends of a hosted model that are expected in a month.
    pub(super) ends_per_month: f64,
    /// Traffic over the horizon.
    pub(super) traffic: Traffic,
}

/// Questions over the horizon.
#[derive(Clone, Copy, Debug)]
pub struct Traffic {
    /// Months of the horizon.
    pub months: f64,
    /// Questions of the first month.
    pub first: f64,
    /// Questions of the last month.
    pub last: f64,
    /// Questions of all months.
    pub all: f64,
}

impl Traffic {
    /// That of a scenario.
    #[must_use]
    pub fn of(s: &Scenario) -> Self {
        let months = s.months();
        let first = first_month_queries(s);
        Self {
            months,
            first,
            last: first * (1.0 + s.growth_monthly).powi(months as i32 - 1),
            all: horizon_queries(s),
        }
    }
}

impl Shared {
    /// Traffic over the horizon.
    #[must_use]
    pub const fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// Those of a scenario. `made` are the examples of its teacher.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog, made: &Made) -> Self {
        let parsing_usd = if s.pages > 0.0 {
            retrieval::parsing_usd(s)
        } else {
            0.0
        };
        Self {
            bill: retrieval::bill(s, catalog),
            parsing_usd,
            parsing_monthly_usd: parsing_usd * s.change_share * retrieval::changes_per_month(s, catalog),
            set_usd: checks::set_usd(s),
            grading_usd: checks::grading_usd(s),
            checked_usd: checks::per_query_usd(s),
            changed_share: training::changed_share(s, catalog),
            teacher_usd: training::teacher_usd(s, catalog, made),
            ends_per_month: -ln_1p(-s.unannounced_end) / MONTHS_PER_YEAR,
            traffic: Traffic::of(s),
        }
    }
}

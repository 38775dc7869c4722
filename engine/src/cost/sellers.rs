//! Who serves tuned weights: by the token beside other customers, or on GPUs by the hour.

use super::supply::{self, Deployment, MINUTES_PER_DAY, Sale, Train, up_share};
use super::{fleet, horizon_queries, token_usd, training};
use crate::calendar::{DAYS_PER_MONTH, HOURS_PER_MONTH};
use crate::catalog::{Catalog, OfferedServing, ScaleToZero, Shape};
use crate::prompt::PromptTokens;
use crate::scenario::Scenario;
use crate::strategy::{Method, Strategy};

/// Share of answers that may wait for a cold start where a limit on 95 of 100 must hold.
const MOST_COLD: f64 = 0.05;

/// Whether so many questions wait for a cold start that the first token is late.
fn starts_too_often(s: &Scenario, scale: &ScaleToZero) -> bool {
    let is_late = !s.can_all_wait() && scale.cold_start_s * 1e3 > s.ttft_p95_ms;
    is_late && 1.0 - up_share(scale, s.queries_per_day) > MOST_COLD
}

/// Idle times' worth of questions beyond which GPUs are never given back.
const NEVER_IDLE: f64 = 20.0;

/// What is the same for every offer of a method: the mean month, training, and the GPUs that the mean month takes.
struct Month<'a> {
    s: &'a Scenario,
    catalog: &'a Catalog,
    strategy: Strategy,
    method: Method,
    prompt: &'a PromptTokens,
    queries: f64,
    releases: f64,
    /// Compute of a release on rented GPUs, USD, once it has been asked for.
    rented: Option<f64>,
    /// A kind of GPU and the fewest replicas, with the GPUs that are paid for, once they have been asked for.
    paid: Option<(u16, f64, f64)>,
}

impl<'a> Month<'a> {
    fn of(
        s: &'a Scenario,
        catalog: &'a Catalog,
        strategy: Strategy,
        method: Method,
        prompt: &'a PromptTokens,
    ) -> Self {
        let months = s.months();
        Self {
            s,
            catalog,
            strategy,
            method,
            prompt,
            queries: horizon_queries(s) / months,
            releases: 1.0 / months + training::releases_per_month(s, catalog, strategy),
            rented: None,
            paid: None,
        }
    }

    /// Training in the mean month, USD.
    fn training_usd(&mut self, train: &Train<'_>) -> f64 {
        let release = |train| training::release(self.s, self.catalog, self.strategy, self.method, train).usd;
        let usd = match train {
            Train::Rented(_) => *self.rented.get_or_insert_with(|| release(train)),
            Train::Managed(_) | Train::Nothing => release(train),
        };
        usd * self.releases
    }

    /// GPUs by the hour in the mean month, USD.
    fn hours_usd(&mut self, shape: &Shape, deployment: &Deployment) -> f64 {
        let paid = match self.paid {
            Some((gpu, least, paid)) if (gpu, least) == (deployment.gpu, deployment.least_replicas) => paid,
            Some(_) | None => {
                let fleet = fleet(self.s, self.catalog, self.prompt, shape, Some(deployment));
                let paid = fleet.layout(self.queries).paid_gpus;
                self.paid = Some((deployment.gpu, deployment.least_replicas, paid));
                paid
            }
        };
        paid * deployment.usd_per_gpu_hour * HOURS_PER_MONTH
    }
}

/// Of the sellers of fine-tuning the cheapest that does not start too often for the limit on the first token, or the one that the team
/// named.
#[must_use]
pub fn choose(
    s: &Scenario,
    catalog: &Catalog,
    strategy: Strategy,
    method: Method,
    prompt: &PromptTokens,
) -> Sale {
    let model = catalog.model(s.model_index);
    let mut month = Month::of(s, catalog, strategy, method, prompt);
    let mut best: Option<(f64, Sale)> = None;
    for (place, offer) in supply::offers(s, model, strategy) {
        let Some(train) = supply::trained(s, model, offer, method) else {
            continue;
        };
        let training = month.training_usd(&train);
        let mut consider = |serving: f64, scaled: bool| {
            if best.is_none_or(|(least, _)| training + serving < least) {
                best = Some((training + serving, Sale::of(place, scaled)));
            }
        };
        match (offer.serving, &model.shape) {
            (OfferedServing::Serverless { .. }, _) => {
                let price = supply::tuned_price(s, model, offer, prompt.total());
                consider(
                    token_usd(s, prompt, price, 0.0).iter().sum::<f64>() * month.queries,
                    false,
                );
            }
            (OfferedServing::Dedicated { scale_to_zero, .. }, Some(shape)) => {
                let Some(deployment) = Deployment::of(s, offer) else {
                    continue;
                };
                let usd = month.hours_usd(shape, &deployment);
                consider(usd, false);
                if let Some(scale) = scale_to_zero
                    && s.queries_per_day * scale.idle_minutes < NEVER_IDLE * MINUTES_PER_DAY
                    && !starts_too_often(s, scale)
                {
                    let queries_per_day = month.queries / DAYS_PER_MONTH;
                    consider(usd * up_share(scale, queries_per_day), true);
                }
            }
            (OfferedServing::Dedicated { .. }, None) => {}
        }
    }
    best.map_or(Sale::NONE, |(_, sale)| sale)
}

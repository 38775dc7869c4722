//! GPUs that serve, and what they cost.

use super::supply::{self, Deployment};
use crate::calendar::{DAYS_PER_MONTH, HOURS_PER_MONTH};
use crate::catalog::{Catalog, Gpu, ScaleToZero, Shape};
use crate::latency::roofline::{Capacity, Demand, Layout, Replica, Serving, Sizes, Sizing, Work};
use crate::math::Bounds as _;
use crate::prompt::PromptTokens;
use crate::scenario::{GpuPurchase, Scenario};

/// GPUs that serve, and what they cost.
#[derive(Clone, Copy, Debug)]
pub struct GpuFleet {
    /// The smallest replica there can be.
    pub smallest: Capacity,
    /// The replica whose speed answers have: its size depends on no prompt.
    usual: Capacity,
    sizing: Sizing,
    utilisation: f64,
    usd_per_gpu_month: f64,
    peak_factor: f64,
    followed: f64,
    spare: f64,
    least_replicas: f64,
    scale_to_zero: Option<ScaleToZero>,
    /// Requests to the model for each question, in requests of the usual length.
    calls: f64,
}

/// The GPUs that serve a model: those of the scenario, or a seller's, which are had by the hour.
pub(super) fn fleet(
    s: &Scenario,
    catalog: &Catalog,
    prompt: &PromptTokens,
    shape: &Shape,
    deployment: Option<&Deployment>,
) -> GpuFleet {
    let gpu = catalog.gpu(deployment.map_or(s.gpu_index, |d| d.gpu));
    let work = Work {
        prefill_tokens: (prompt.total() - prompt.cached()).at_least(1.0),
        context_tokens: prompt.total(),
        shared_tokens: prompt.cached(),
        output_tokens: s.written_tokens(),
    };
    let sizing = Replica {
        shape,
        gpu,
        precision: s.precision,
        cache_bytes: s.precision.cache_bytes(),
    }
    .sizing(work, &catalog.calibration);
    let smallest = sizing.on(sizing.least_gpus);
    let usd_per_hour = match deployment {
        Some(deployment) => deployment.usd_per_gpu_hour,
        None => gpu_usd_per_hour(gpu, s.gpu_purchase).unwrap_or(gpu.usd_per_hour),
    };
    GpuFleet {
        smallest,
        usual: if sizing.usual_gpus < sizing.least_gpus {
            sizing.on(sizing.usual_gpus)
        } else {
            smallest
        },
        sizing,
        utilisation: s.utilisation,
        usd_per_gpu_month: usd_per_hour * HOURS_PER_MONTH,
        // What can wait is spread over the day.
        peak_factor: s.peak_factor * (1.0 - s.batch_share) + s.batch_share,
        followed: if deployment.is_some() || s.gpu_purchase.can_be_given_back() {
            s.autoscaling
        } else {
            0.0
        },
        spare: s.spare_replicas.round(),
        least_replicas: deployment.map_or(1.0, |d| d.least_replicas),
        scale_to_zero: deployment.and_then(|d| d.scale_to_zero),
        calls: 1.0,
    }
}

impl GpuFleet {
    /// The same for that many requests to the model for each question, in requests of the usual length.
    pub(super) const fn with_calls(self, calls: f64) -> Self {
        Self { calls, ..self }
    }

    fn demand(&self, queries_per_month: f64) -> Demand {
        let mean_rate = queries_per_month * self.calls / (DAYS_PER_MONTH * 86_400.0);
        Demand {
            peak_rate: mean_rate * self.peak_factor,
            mean_rate,
            utilisation: self.utilisation,
            followed: self.followed,
            spare: self.spare,
            least: self.least_replicas,
        }
    }

    /// The replicas that pay the fewest GPUs in a month with that many questions.
    pub(super) fn layout(&self, queries_per_month: f64) -> Layout {
        self.sizes().fewest(&self.demand(queries_per_month))
    }

    /// The sizes that its replicas may have.
    pub(super) const fn sizes(&self) -> Sizes<'_> {
        self.sizing.sizes(&self.smallest)
    }

    pub(super) fn month_usd(&self, queries_per_month: f64) -> f64 {
        self.month_usd_by(&mut self.sizes(), queries_per_month)
    }

    /// The same with the sizes at hand, for many months.
    pub(super) fn month_usd_by(&self, sizes: &mut Sizes<'_>, queries_per_month: f64) -> f64 {
        let paid = sizes.fewest(&self.demand(queries_per_month)).paid_gpus;
        paid * self.usd_per_gpu_month * self.up_share(queries_per_month)
    }

    /// Share of the time for which the GPUs are paid: all of it, unless they are given back while nobody asks.
    fn up_share(&self, queries_per_month: f64) -> f64 {
        let share = |scale: &ScaleToZero| supply::up_share(scale, queries_per_month / DAYS_PER_MONTH);
        self.scale_to_zero.as_ref().map_or(1.0, share)
    }

    /// Share of the questions of such a month that wait for a start, and for how long, ms; none where the GPUs are kept.
    #[must_use]
    pub fn cold_starts(&self, queries_per_month: f64) -> Option<(f64, f64)> {
        let scale = self.scale_to_zero?;
        Some((1.0 - self.up_share(queries_per_month), scale.cold_start_s * 1e3))
    }

    /// What every month costs whose questions lie between those two numbers; none where it is not the same, or not known to be without
    /// looking at each.
    pub(super) fn even_usd(&self, a: f64, b: f64) -> Option<f64> {
        if self.scale_to_zero.is_some() {
            return None;
        }
        let mut sizes = self.sizes();
        let [first, last] = [a, b].map(|queries| sizes.fewest(&self.demand(queries)));
        // More questions never pay fewer GPUs.
        (first.paid_gpus == last.paid_gpus).then_some(first.paid_gpus * self.usd_per_gpu_month)
    }

    /// How the peak of a month with that many questions is served.
    #[must_use]
    pub fn serving(&self, queries_per_month: f64) -> Serving {
        let demand = self.demand(queries_per_month);
        let layout = self.sizes().fewest(&demand);
        // A spare replica answers too, but is counted on to be missing.
        Serving {
            gpus: layout.replicas * layout.replica_gpus,
            ..self.usual.serve(demand.peak_rate, self.utilisation)
        }
    }
}

/// Price of a GPU on these terms, USD an hour; none where no source states one.
#[must_use]
pub const fn gpu_usd_per_hour(gpu: &Gpu, terms: GpuPurchase) -> Option<f64> {
    match terms {
        GpuPurchase::OnDemand => Some(gpu.usd_per_hour),
        GpuPurchase::Reserved => gpu.usd_per_hour_reserved,
        GpuPurchase::Spot => gpu.usd_per_hour_spot,
        GpuPurchase::Owned => gpu.usd_per_hour_owned,
    }
}

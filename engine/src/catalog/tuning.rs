//! Who sells fine-tuning, and their offers.

#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
use super::Provenance;
use super::Text;

/// What a seller of fine-tuning trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TuningMethod {
    /// All weights.
    Full,
    /// Low-rank adapters on open weights.
    Lora,
    /// A service that does not say how; compared in the row of LoRA, as it too serves many customers from one base.
    Managed,
}

/// That GPUs by the hour are given back while nobody asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleToZero {
    /// Minutes without a question after which they are.
    pub idle_minutes: f64,
    /// Time until the first answer of a start, s.
    pub cold_start_s: f64,
}

/// How a seller serves tuned weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OfferedServing {
    /// By the token, adapters sharing the seller's copy of the base model.
    Serverless {
        /// USD per million input tokens of the tuned model.
        input_usd_per_m: f64,
        /// USD per million output tokens of the tuned model.
        output_usd_per_m: f64,
    },
    /// By the hour, on GPUs that nobody else uses.
    Dedicated {
        /// Kind of GPU, as its place in the catalog's list.
        gpu: u16,
        /// USD an hour for one of them.
        usd_per_gpu_hour: f64,
        /// Replicas at the least.
        least_replicas: f64,
        /// Whether and how it scales to zero.
        scale_to_zero: Option<&'static ScaleToZero>,
        /// Price in a region of the buyer's choice over that anywhere, where it is sold so.
        region_factor: Option<f64>,
    },
}

/// That a seller ends the fine-tuning of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closing {
    /// First day on which organisations that have not tuned there before start no job, where that is announced.
    pub to_new_on: Option<&'static str>,
    /// Last day on which anybody starts one.
    pub last_on: &'static str,
    /// That day, counted in days after the price snapshot.
    pub last_in_days: f64,
    /// Who says so.
    pub source: &'static str,
}

/// Fine-tuning of a model as one seller offers it.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Who sells it, as its place in the catalog's list of sellers.
    pub seller: u16,
    /// What is trained.
    pub method: TuningMethod,
    /// USD per million training tokens (tokens of the data times epochs).
    pub training_usd_per_m: f64,
    /// Whether adapters that were trained elsewhere can be uploaded.
    pub takes_adapters: bool,
    /// How the tuned weights are served.
    pub serving: OfferedServing,
    /// When the seller ends it, where that is announced.
    pub closing: Option<&'static Closing>,
    /// Source and date. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub provenance: Provenance,
}

impl Offer {
    /// Price in a region of the buyer's choice over that anywhere, where it is sold so.
    #[must_use]
    pub const fn region_factor(&self) -> Option<f64> {
        match self.serving {
            OfferedServing::Serverless { .. } => None,
            OfferedServing::Dedicated { region_factor, .. } => region_factor,
        }
    }
}

/// Who sells fine-tuning. The first of the list stands for the choice among the others, the last for GPUs of one's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Seller {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
}

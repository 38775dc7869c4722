//! What training on the examples costs, by seller.

use forkcast_engine::Catalog;
use forkcast_engine::catalog::TuningMethod;
use serde::Serialize;

/// Training as one seller sells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Training {
    /// The seller's id.
    pub seller: String,
    /// The seller's name.
    pub label: String,
    /// The method, by its id in the catalog.
    pub method: &'static str,
    /// USD per million training tokens.
    pub usd_per_m: f64,
    /// USD for one training run.
    pub usd: f64,
}

/// One training run on so many tokens for so many epochs, by every seller of the model in the catalog, the cheapest first.
#[must_use]
pub fn training(catalog: &Catalog, model: u16, tokens: f64, epochs: f64) -> Vec<Training> {
    let offers = catalog.model(model).tuning.iter();
    let mut all: Vec<Training> = offers
        .map(|offer| {
            let seller = catalog.seller(offer.seller);
            Training {
                seller: seller.id.to_string(),
                label: seller.label.to_string(),
                method: match offer.method {
                    TuningMethod::Full => "full",
                    TuningMethod::Lora => "lora",
                    TuningMethod::Managed => "managed",
                },
                usd_per_m: offer.training_usd_per_m,
                usd: tokens * epochs * offer.training_usd_per_m / 1e6,
            }
        })
        .collect();
    all.sort_by(|a, b| a.usd.total_cmp(&b.usd));
    all
}

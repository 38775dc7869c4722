//! Where a strategy's model runs and where it is trained: what is for sale decides what is possible.

pub(super) use super::tariff::tuned_price;
pub use super::tariff::{Tariff, TokenPrice, months_to};
use crate::calendar::DAYS_PER_MONTH;
use crate::catalog::{Catalog, Model, Offer, OfferedServing, ScaleToZero, Shape, TuningMethod};
use crate::math::exp_m1;
use crate::prompt::{self, PromptTokens};
use crate::scenario::{Residency, Scenario, Supply, TrainingPlace};
use crate::strategy::{Method, Strategy};

/// Where the model runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Serve<'a> {
    /// On a hosted endpoint.
    Hosted(Tariff),
    /// On GPUs of the scenario's kind.
    Gpus(&'a Shape),
}

/// Where the model is trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Train<'a> {
    /// Nowhere.
    Nothing,
    /// At its provider, USD per million training tokens.
    Managed(f64),
    /// On rented GPUs.
    Rented(&'a Shape),
}

/// Where a strategy's model runs and is trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supplied<'a> {
    /// Where it runs.
    pub serve: Serve<'a>,
    /// Where it is trained.
    pub train: Train<'a>,
    /// Whether this can be bought at all. If not, the other two stand for the nearest thing that can.
    pub sold: bool,
    /// Longest prompt and answer, in tokens.
    pub context_tokens: f64,
    /// Months from launch until the seller stops selling the model, where that is announced. Weights on own GPUs stay.
    pub ends_in_months: Option<f64>,
    /// Whether a seller can end the model without having said so yet.
    pub may_end: bool,
    /// Share of the price that is taken off in batches.
    pub batch_discount: f64,
    /// Who serves tuned weights, as its place in the catalog's list of sellers; none where nothing is tuned, or the scenario's own GPUs
    /// serve.
    pub seller: Option<u16>,
    /// The seller's GPUs by the hour; none where it serves by the token, or the scenario's own GPUs serve.
    pub deployment: Option<Deployment>,
}

impl Supplied<'_> {
    /// Whether `other` is the same for no more money: trained and served alike, at prices of which none is higher.
    #[must_use]
    pub fn is_no_cheaper(&self, other: &Self) -> bool {
        let trained_for_less = match (self.train, other.train) {
            (Train::Managed(here), Train::Managed(there)) => there <= here,
            (here, there) => here == there,
        };
        let served_for_less = match (&self.deployment, &other.deployment, &self.serve, &other.serve) {
            (Some(here), Some(there), _, _) => {
                there.usd_per_gpu_hour <= here.usd_per_gpu_hour
                    && Deployment {
                        usd_per_gpu_hour: here.usd_per_gpu_hour,
                        ..*there
                    } == *here
            }
            (None, None, Serve::Hosted(here), Serve::Hosted(there)) => there.is_no_dearer(here),
            (_, _, _, _) => false,
        };
        trained_for_less
            && served_for_less
            && (self.sold, self.may_end, self.ends_in_months)
                == (other.sold, other.may_end, other.ends_in_months)
            && (self.context_tokens, self.batch_discount) == (other.context_tokens, other.batch_discount)
    }
}

/// Months from launch until the seller stops selling a hosted model; none or less where it has by then.
#[must_use]
pub fn months_to_end(s: &Scenario, model: &Model) -> Option<f64> {
    model.ends.map(|ends| s.months_until(ends.in_days))
}

/// Where the model of `strategy`, trained by `method`, runs and is trained. Of the sellers of fine-tuning the first stands for all:
/// [`super::sellers::choose`] picks among them.
#[must_use]
pub fn of<'a>(s: &Scenario, catalog: &'a Catalog, strategy: Strategy, method: Method) -> Supplied<'a> {
    match s.supply {
        Supply::OwnGpus => {
            let (model, shape) = catalog.open_model(s.open_model_index);
            let train = if strategy.tunes() {
                rented_or_managed(s, model, shape, method)
            } else {
                Train::Nothing
            };
            Supplied {
                serve: Serve::Gpus(shape),
                train,
                sold: true,
                context_tokens: model.context_tokens,
                ends_in_months: None,
                may_end: false,
                batch_discount: 0.0,
                seller: None,
                deployment: None,
            }
        }
        Supply::Hosted => {
            let model = catalog.model(s.model_index);
            if !strategy.tunes() {
                return without_seller(s, catalog, model, strategy, method);
            }
            let first = candidates(s, catalog, strategy, method).next();
            first
                .map(|(_, supplied)| supplied)
                .unwrap_or_else(|| without_seller(s, catalog, model, strategy, method))
        }
    }
}

fn rented_or_managed<'a>(s: &Scenario, model: &Model, shape: &'a Shape, method: Method) -> Train<'a> {
    // Where the data may not go to a seller, it does not go to one for training.
    let may_go = s.residency == Residency::Any;
    let mut sold = model
        .tuning
        .iter()
        .filter(|o| may_go && o.method != TuningMethod::Full);
    match (sold.next(), s.training_place, method) {
        (Some(offer), TrainingPlace::Managed, Method::Lora) => Train::Managed(offer.training_usd_per_m),
        // Weights for GPUs of one's own are trained on rented ones, adapters where the team says.
        (_, TrainingPlace::Rented | TrainingPlace::Managed, _) => Train::Rented(shape),
    }
}

/// GPUs of a seller, rented by the hour for tuned weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deployment {
    /// Kind of GPU, as its place in the catalog's list.
    pub gpu: u16,
    /// USD an hour for one of them.
    pub usd_per_gpu_hour: f64,
    /// Replicas at the least.
    pub least_replicas: f64,
    /// How it is given back while nobody asks; none where it is kept.
    pub scale_to_zero: Option<ScaleToZero>,
}

impl Deployment {
    /// That of an offer by the hour, with its GPUs kept; none of one by the token.
    #[must_use]
    pub fn of(s: &Scenario, offer: &Offer) -> Option<Self> {
        match offer.serving {
            OfferedServing::Dedicated {
                gpu,
                usd_per_gpu_hour,
                least_replicas,
                scale_to_zero: _,
                region_factor,
            } => Some(Self {
                gpu,
                usd_per_gpu_hour: match s.residency {
                    Residency::Region => usd_per_gpu_hour * region_factor.unwrap_or(1.0),
                    Residency::Any | Residency::OwnCloud | Residency::OnPremises => usd_per_gpu_hour,
                },
                least_replicas,
                scale_to_zero: None,
            }),
            OfferedServing::Serverless { .. } => None,
        }
    }
}

pub(super) const MINUTES_PER_DAY: f64 = 1440.0;

/// Share of the time for which a deployment is up that is given back when idle, at so many questions a day that come at random: until
/// the idle time has passed after one, so it is up at any moment with 1 − e^(−questions in the idle time). That is also the share of
/// questions that find it up.
#[must_use]
pub fn up_share(scale_to_zero: &ScaleToZero, queries_per_day: f64) -> f64 {
    -exp_m1(-queries_per_day * scale_to_zero.idle_minutes / MINUTES_PER_DAY)
}

/// The offers of fine-tuning for a hosted model: all, or those of the seller that the team named. None where nothing is tuned or the
/// model runs on the scenario's own GPUs.
pub(super) fn offers<'a>(
    s: &Scenario,
    model: &'a Model,
    strategy: Strategy,
) -> impl Iterator<Item = (u16, &'a Offer)> + use<'a> {
    let tunes = strategy.tunes() && s.supply == Supply::Hosted;
    let offers: &[Offer] = if tunes { &model.tuning } else { &[] };
    let (named, residency) = (s.tuning_seller_index, s.residency);
    let launch_in_days = s.start_months * DAYS_PER_MONTH;
    (0..)
        .zip(offers)
        .filter(move |(_, offer)| named == Catalog::CHEAPEST || named == offer.seller)
        // What nobody may train any more by launch is not sold.
        .filter(move |(_, offer)| {
            offer
                .closing
                .is_none_or(|closing| closing.last_in_days > launch_in_days)
        })
        .filter(move |(_, offer)| match residency {
            Residency::Any => true,
            Residency::Region => offer.region_factor().is_some(),
            Residency::OwnCloud | Residency::OnPremises => false,
        })
}

/// An offer of fine-tuning that is taken, by its place in the model's list, and whether its GPUs are given back while nobody asks; none
/// where no offer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale(Option<(u16, bool)>);

impl Sale {
    /// No offer is taken.
    pub const NONE: Self = Self(None);

    /// The place of the offer in the model's list; none where none is taken.
    #[must_use]
    pub const fn place(self) -> Option<u16> {
        match self.0 {
            Some((place, _)) => Some(place),
            None => None,
        }
    }

    pub(super) const fn of(place: u16, scaled_to_zero: bool) -> Self {
        Self(Some((place, scaled_to_zero)))
    }
}

/// Where the model runs and is trained by that offer.
#[must_use]
pub fn supplied<'a>(
    s: &Scenario,
    catalog: &'a Catalog,
    strategy: Strategy,
    method: Method,
    prompt: &PromptTokens,
    sale: Sale,
) -> Supplied<'a> {
    let model = catalog.model(s.model_index);
    let taken = sale.0.and_then(|(place, scaled)| {
        let offer = model.tuning.get(usize::from(place))?;
        let kept = offered(s, model, offer, prompt.total(), method)?;
        let scaled = scaled.then(|| scaled_to_zero(kept, offer)).flatten();
        Some(scaled.unwrap_or(kept))
    });
    taken.unwrap_or_else(|| of(s, catalog, strategy, method))
}

/// Every way in which the tuned weights can be served by a seller: each offer of the method, and once more scaled to zero where it can
/// be. Each comes with the name by which [`supplied`] finds it again.
pub fn candidates<'a>(
    s: &Scenario,
    catalog: &'a Catalog,
    strategy: Strategy,
    method: Method,
) -> impl Iterator<Item = (Sale, Supplied<'a>)> {
    let model = catalog.model(s.model_index);
    let (own, context) = prompt::lengths(s, strategy);
    let (set, prompt_tokens) = (*s, own + context);
    offers(s, model, strategy)
        .filter_map(move |(place, offer)| {
            let supplied = offered(&set, model, offer, prompt_tokens, method)?;
            let scaled = scaled_to_zero(supplied, offer);
            Some([
                Some((Sale::of(place, false), supplied)),
                scaled.map(|scaled| (Sale::of(place, true), scaled)),
            ])
        })
        .flatten()
        .flatten()
}

/// The same given back while nobody asks, where the offer allows it.
pub(super) fn scaled_to_zero<'a>(supplied: Supplied<'a>, offer: &Offer) -> Option<Supplied<'a>> {
    let deployment = supplied.deployment?;
    match offer.serving {
        OfferedServing::Dedicated {
            scale_to_zero: Some(scale),
            ..
        } => Some(Supplied {
            deployment: Some(Deployment {
                scale_to_zero: Some(*scale),
                ..deployment
            }),
            ..supplied
        }),
        OfferedServing::Dedicated { .. } | OfferedServing::Serverless { .. } => None,
    }
}

/// The model as it is, at its list price.
fn plain<'a>(s: &Scenario, model: &Model, prompt_tokens: f64) -> Supplied<'a> {
    Supplied {
        serve: Serve::Hosted(Tariff::of(s, model, prompt_tokens)),
        train: Train::Nothing,
        sold: true,
        context_tokens: model.context_tokens,
        ends_in_months: months_to_end(s, model),
        may_end: model.ends.is_none(),
        batch_discount: model.batch_discount.unwrap_or(0.0),
        seller: None,
        deployment: None,
    }
}

/// A hosted model where nothing is tuned, or where no seller tunes it as wanted.
fn without_seller<'a>(
    s: &Scenario,
    catalog: &Catalog,
    model: &'a Model,
    strategy: Strategy,
    method: Method,
) -> Supplied<'a> {
    let (own, context) = prompt::lengths(s, strategy);
    let plain = plain(s, model, own + context);
    if !strategy.tunes() {
        return plain;
    }
    let own_gpus = catalog.own_gpus();
    // Weights that were all changed can run on GPUs of one's own where nobody serves them; adapters too, if the team says so.
    let may_run = match method {
        Method::Full => s.tuning_seller_index == Catalog::CHEAPEST || s.tuning_seller_index >= own_gpus,
        // Also where the data may not go to a seller.
        Method::Lora | Method::Qlora => {
            s.tuning_seller_index >= own_gpus
                || s.tuning_seller_index == Catalog::CHEAPEST && s.residency != Residency::Any
        }
    };
    match &model.shape {
        Some(shape) if may_run => Supplied {
            serve: Serve::Gpus(shape),
            train: rented_or_managed(s, model, shape, method),
            ends_in_months: None,
            may_end: false,
            seller: Some(own_gpus),
            ..plain
        },
        Some(_) | None => {
            let first = model.tuning.iter().find(|o| o.method != TuningMethod::Full);
            let adapters = first.filter(|_| method != Method::Full);
            Supplied {
                train: adapters.map_or(Train::Nothing, |o| Train::Managed(o.training_usd_per_m)),
                sold: false,
                batch_discount: 0.0,
                ..plain
            }
        }
    }
}

/// Where the model is trained for an offer; none where the offer is not of this method.
pub(super) fn trained<'a>(
    s: &Scenario,
    model: &'a Model,
    offer: &Offer,
    method: Method,
) -> Option<Train<'a>> {
    let elsewhere = match (&model.shape, s.training_place) {
        (Some(shape), TrainingPlace::Rented) => Some(Train::Rented(shape)),
        (Some(_) | None, TrainingPlace::Rented | TrainingPlace::Managed) => None,
    };
    let there = Train::Managed(offer.training_usd_per_m);
    match (method, offer.method) {
        (Method::Full, TuningMethod::Full) => Some(elsewhere.unwrap_or(there)),
        // Only adapters that can be uploaded are trained elsewhere.
        (Method::Lora, TuningMethod::Lora) if offer.takes_adapters => Some(elsewhere.unwrap_or(there)),
        (Method::Lora, TuningMethod::Lora | TuningMethod::Managed) => Some(there),
        // No seller trains over four-bit weights.
        (Method::Qlora, TuningMethod::Lora) if offer.takes_adapters => {
            model.shape.as_ref().map(Train::Rented)
        }
        (Method::Full | Method::Qlora, TuningMethod::Lora | TuningMethod::Managed)
        | (Method::Lora | Method::Qlora, TuningMethod::Full) => None,
    }
}

/// The model tuned and served as offered; none where the offer is not of this method.
pub(super) fn offered<'a>(
    s: &Scenario,
    model: &'a Model,
    offer: &Offer,
    prompt_tokens: f64,
    method: Method,
) -> Option<Supplied<'a>> {
    let train = trained(s, model, offer, method)?;
    let deployment = Deployment::of(s, offer);
    let serve = match deployment {
        Some(_) => Serve::Gpus(model.shape.as_ref()?),
        None => Serve::Hosted(Tariff::flat(tuned_price(s, model, offer, prompt_tokens))),
    };
    Some(Supplied {
        serve,
        train,
        sold: true,
        context_tokens: model.context_tokens,
        // What the seller of the base model's tokens does has no bearing on weights that were copied.
        ends_in_months: deployment.map_or_else(|| months_to_end(s, model), |_| None),
        may_end: deployment.is_none() && model.ends.is_none(),
        // No feed says that a tuned model is answered in batches at a discount.
        batch_discount: 0.0,
        seller: Some(offer.seller),
        deployment,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(corpus_tokens: f64, change: impl Fn(&mut Scenario)) -> TokenPrice {
        let catalog = Catalog::builtin();
        let mut s = Scenario::defaults(catalog);
        let model = |m: &Model| m.id == "claude-haiku-5.5";
        s.model_index = catalog.models.iter().position(model).expect("in the catalog") as u16;
        s.few_shot = 0.0;
        s.prompt_tokens = 1_000.0;
        s.corpus_tokens = corpus_tokens;
        change(&mut s);
        match of(&s, catalog, Strategy::LongContext, Method::Lora).serve {
            Serve::Hosted(tariff) => tariff.launch,
            Serve::Gpus(_) => panic!("the default is hosted"),
        }
    }

    /// Both feeds charge this model five times as much for prompts above 100,000 tokens.
    #[test]
    fn a_prompt_above_the_threshold_is_charged_the_higher_tier_as_a_whole() {
        let low = TokenPrice {
            input: 0.1,
            cached: 0.01,
            write: 0.125,
            output: 0.5,
        };
        let high = TokenPrice {
            input: 0.5,
            cached: 0.05,
            write: 0.625,
            output: 2.5,
        };
        assert_eq!(price(98_999.0, |_| ()), low);
        assert_eq!(
            price(99_000.0, |_| ()),
            low,
            "the threshold itself is still the lower tier"
        );
        assert_eq!(price(99_001.0, |_| ()), high);
    }

    #[test]
    fn an_own_price_is_paid_whatever_the_length() {
        let own = |s: &mut Scenario| s.own_input_usd = Some(0.07);
        assert_eq!(price(99_001.0, own).input, price(1_000.0, own).input);
    }
}

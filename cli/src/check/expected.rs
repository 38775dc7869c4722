//! What may be expected of a decision: arguments of `forkcast check` and keys of forkcast.check.toml alike.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use forkcast_engine::Strategy;
use forkcast_engine::strategy::Family;
use serde::{Deserialize, Deserializer, de};

use crate::text::check as text;

/// What is expected. What is not set is not checked.
#[derive(Clone, Debug, Default, PartialEq, Args, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Expected {
    /// The approach recommended; given several times, any one of them
    #[arg(long, value_name = "APPROACH", value_parser = approaches())]
    #[serde(deserialize_with = "one_or_more")]
    pub expect: Option<Vec<Strategy>>,
    /// The family of the approach recommended; given several times, any one of them
    #[arg(long, value_name = "FAMILY", value_parser = families())]
    #[serde(deserialize_with = "one_or_more")]
    pub family: Option<Vec<Family>>,
    /// Most that the approach recommended may cost in an average month, USD
    #[arg(long, value_name = "USD")]
    pub max_monthly: Option<Amount>,
    /// Most that it may cost before the first answer, USD
    #[arg(long, value_name = "USD")]
    pub max_upfront: Option<Amount>,
    /// Longest time to its first token, 95th percentile, ms
    #[arg(long, value_name = "MS")]
    pub max_ttft: Option<Amount>,
    /// Longest time to its last token, 95th percentile, ms
    #[arg(long, value_name = "MS")]
    pub max_e2e: Option<Amount>,
    /// Smallest share of simulations in which it meets all limits, such as 0.9 or 90%
    #[arg(long, value_name = "SHARE")]
    pub min_chance: Option<Share>,
    /// Most points of score, out of 100, that it may lose on average where another approach is best
    #[arg(long, value_name = "POINTS")]
    pub max_regret: Option<Amount>,
    /// How sure the verdict must be
    #[arg(long, value_name = "STRENGTH", value_enum)]
    pub min_confidence_of_verdict: Option<Sureness>,
    /// Smallest share of answers that are correct overall, such as 0.8 or 80%
    #[arg(long, value_name = "SHARE")]
    pub min_quality: Option<Share>,
}

impl Expected {
    /// These expectations, and those of `below` where these say nothing.
    #[must_use]
    pub fn over(&self, below: &Self) -> Self {
        Self {
            expect: self.expect.clone().or_else(|| below.expect.clone()),
            family: self.family.clone().or_else(|| below.family.clone()),
            max_monthly: self.max_monthly.or(below.max_monthly),
            max_upfront: self.max_upfront.or(below.max_upfront),
            max_ttft: self.max_ttft.or(below.max_ttft),
            max_e2e: self.max_e2e.or(below.max_e2e),
            min_chance: self.min_chance.or(below.min_chance),
            max_regret: self.max_regret.or(below.max_regret),
            min_confidence_of_verdict: self.min_confidence_of_verdict.or(below.min_confidence_of_verdict),
            min_quality: self.min_quality.or(below.min_quality),
        }
    }

    /// Whether nothing is expected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn approaches() -> impl TypedValueParser<Value = Strategy> {
    PossibleValuesParser::new(Strategy::ALL.map(Strategy::id))
        .try_map(|id| Strategy::from_id(&id).ok_or(text::UNKNOWN_APPROACH))
}

fn families() -> impl TypedValueParser<Value = Family> {
    PossibleValuesParser::new(Family::ALL.map(Family::id)).try_map(|id| {
        let known = Family::ALL.into_iter().find(|family| family.id() == id);
        known.ok_or(text::UNKNOWN_FAMILY)
    })
}

/// One value, or a list of them.
fn one_or_more<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Vec<T>>, D::Error> {
    struct Values<T>(std::marker::PhantomData<T>);
    impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Values<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(text::ONE_OR_MORE)
        }

        fn visit_str<E: de::Error>(self, one: &str) -> Result<Vec<T>, E> {
            T::deserialize(de::value::StrDeserializer::new(one)).map(|one| vec![one])
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut out = Vec::new();
            while let Some(one) = list.next_element()? {
                out.push(one);
            }
            if out.is_empty() {
                return Err(de::Error::invalid_length(0, &self));
            }
            Ok(out)
        }
    }
    from.deserialize_any(Values(std::marker::PhantomData)).map(Some)
}

/// How sure a verdict must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Sureness {
    /// Clear
    Clear,
    /// Leaning or clear
    Leaning,
}

/// A number that is not negative, such as 9000 or $9,000.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount(pub f64);

/// A share, such as 0.9 or 90%.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(pub f64);

impl std::str::FromStr for Amount {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let plain = given.trim().trim_start_matches('$').replace(',', "");
        let number = plain.parse::<f64>().ok();
        number
            .and_then(Self::of)
            .ok_or_else(|| text::not_an_amount(given))
    }
}

impl Amount {
    fn of(number: f64) -> Option<Self> {
        (number >= 0.0 && number.is_finite()).then_some(Self(number))
    }
}

impl std::str::FromStr for Share {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let plain = given.trim();
        let number = match plain.strip_suffix('%') {
            Some(percent) => percent.trim_end().parse::<f64>().ok().map(|x| x / 100.0),
            None => plain.parse::<f64>().ok(),
        };
        number.and_then(Self::of).ok_or_else(|| text::not_a_share(given))
    }
}

impl Share {
    fn of(number: f64) -> Option<Self> {
        (0.0..=1.0).contains(&number).then_some(Self(number))
    }
}

/// A number of a file: as a number, or as a text that the command line takes too.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(f64),
    Text(String),
}

impl Written {
    fn text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(from)?.text();
        written.parse().map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(from)?.text();
        written.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_people_write_them() {
        let amount = |text: &str| text.parse::<Amount>().map(|x| x.0);
        assert_eq!(amount("$9,000.50"), Ok(9000.5));
        assert_eq!(amount("0"), Ok(0.0));
        for wrong in ["", "-1", "NaN", "inf", "nine"] {
            assert!(amount(wrong).is_err(), "{wrong}");
        }
        let share = |text: &str| text.parse::<Share>().map(|x| x.0);
        assert_eq!(share("90%"), Ok(0.9));
        assert_eq!(share("0.9"), Ok(0.9));
        for wrong in ["90", "101%", "-0.1", "NaN"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_file_says_the_same_as_the_command_line() {
        let read: Expected = toml::from_str(
            "expect = [\"rag\", \"lora\"]\nfamily = \"retrieval\"\nmax-monthly = 9000\nmin-chance = \"90%\"\n\
             min-confidence-of-verdict = \"leaning\"",
        )
        .expect("expectations");
        assert_eq!(read.expect, Some(vec![Strategy::Rag, Strategy::Lora]));
        assert_eq!(read.family, Some(vec![Family::Retrieval]));
        assert_eq!(read.max_monthly, Some(Amount(9000.0)));
        assert_eq!(read.min_chance, Some(Share(0.9)));
        assert_eq!(read.min_confidence_of_verdict, Some(Sureness::Leaning));
        for wrong in [
            "max_monthly = 1",
            "expect = \"rga\"",
            "expect = []",
            "min-chance = 90",
            "max-monthly = -1",
        ] {
            assert!(toml::from_str::<Expected>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_nearer_expectation_counts() {
        let near = Expected {
            max_monthly: Some(Amount(1.0)),
            ..Expected::default()
        };
        let far = Expected {
            max_monthly: Some(Amount(2.0)),
            max_upfront: Some(Amount(3.0)),
            ..Expected::default()
        };
        let both = near.over(&far);
        assert_eq!(
            (both.max_monthly, both.max_upfront),
            (Some(Amount(1.0)), Some(Amount(3.0)))
        );
        assert!(Expected::default().is_empty() && !near.is_empty());
    }
}

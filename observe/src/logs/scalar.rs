//! Fields of logs, which come in more types than their documents say. What is no scalar is passed over without being kept.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::number;
use crate::when::When;

/// Longest text that is kept: a name, a time or a number.
const LONGEST: usize = 200;

/// A number, a short text or a truth value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Scalar {
    #[default]
    Missing,
    Number(f64),
    Text(String),
    Flag(bool),
}

impl Scalar {
    pub(super) const fn is_there(&self) -> bool {
        !matches!(self, Self::Missing)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Missing | Self::Number(_) | Self::Flag(_) => None,
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => number::parse(text).ok(),
            Self::Missing | Self::Flag(_) => None,
        }
    }

    pub(super) fn when(&self) -> Option<When> {
        match self {
            Self::Number(number) => When::of_number(*number),
            Self::Text(text) => When::of_text(text),
            Self::Missing | Self::Flag(_) => None,
        }
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.text().is_some_and(|own| own.eq_ignore_ascii_case(text))
    }
}

/// What tells a visitor of JSON that no error comes from a type.
fn drain_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<usize, A::Error> {
    let mut n = 0;
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
        n += 1;
    }
    Ok(n)
}

fn drain_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<usize, A::Error> {
    let mut n = 0;
    while list.next_element::<IgnoredAny>()?.is_some() {
        n += 1;
    }
    Ok(n)
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("scalar")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar::Flag(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar::Number(value as f64))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar::Number(value as f64))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar::Number(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
                Ok(if value.is_empty() || value.len() > LONGEST {
                    Scalar::Missing
                } else {
                    Scalar::Text(value.to_owned())
                })
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar::Missing)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Scalar, A::Error> {
                drain_map(map).map(|_| Scalar::Missing)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Scalar, A::Error> {
                drain_list(list).map(|_| Scalar::Missing)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// Whether there is anything: an error, in whatever form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen(pub(super) bool);

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Seen;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Seen, E> {
                Ok(Seen(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Seen, E> {
                Ok(Seen(value != 0))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Seen, E> {
                Ok(Seen(value != 0))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Seen, E> {
                Ok(Seen(value != 0.0))
            }
            fn visit_str<E>(self, value: &str) -> Result<Seen, E> {
                Ok(Seen(!value.trim().is_empty()))
            }
            fn visit_unit<E>(self) -> Result<Seen, E> {
                Ok(Seen(false))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Seen, A::Error> {
                drain_map(map).map(|n| Seen(n > 0))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Seen, A::Error> {
                drain_list(list).map(|n| Seen(n > 0))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// An object, or nothing if there is something else.
#[derive(Clone, Debug)]
pub(super) struct Maybe<T>(pub(super) Option<Box<T>>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Any<T> {
            type Value = Maybe<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_bool<E>(self, _: bool) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_str<E>(self, _: &str) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_unit<E>(self) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Maybe<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|value| Maybe(Some(Box::new(value))))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Maybe<T>, A::Error> {
                drain_list(list).map(|_| Maybe(None))
            }
        }
        deserializer.deserialize_any(Any(PhantomData))
    }
}

/// The objects of a list, or nothing if there is something else.
#[derive(Clone, Debug)]
pub(super) struct Many<T>(pub(super) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Any<T> {
            type Value = Many<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_bool<E>(self, _: bool) -> Result<Many<T>, E> {
                Ok(Many::default())
            }
            fn visit_i64<E>(self, _: i64) -> Result<Many<T>, E> {
                Ok(Many::default())
            }
            fn visit_u64<E>(self, _: u64) -> Result<Many<T>, E> {
                Ok(Many::default())
            }
            fn visit_f64<E>(self, _: f64) -> Result<Many<T>, E> {
                Ok(Many::default())
            }
            fn visit_str<E>(self, _: &str) -> Result<Many<T>, E> {
                Ok(Many::default())
            }
            fn visit_unit<E>(self) -> Result<Many<T>, E> {
                Ok(Many::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Many<T>, A::Error> {
                drain_map(map).map(|_| Many::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Many<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(Maybe(one)) = list.next_element::<Maybe<T>>()? {
                    all.extend(one.map(|one| *one));
                }
                Ok(Many(all))
            }
        }
        deserializer.deserialize_any(Any(PhantomData))
    }
}

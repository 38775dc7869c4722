//! How a row of the table of inputs is written, and what is made of it.
//!
//! A row is `field: kind { … }` under the doc comment that says what the input means: the page, the method page and `forkcast inputs`
//! show that comment. There are four kinds:
//!
//! - `number`: a number that always has a value.
//! - `optional`: a number that may be unset, an `Option` in the scenario. Links and JSON write 0 for it, as they always have, but for
//!   prices: of these 0 means free, links leave out one that is unset, and JSON writes null.
//! - `choice(Type)`: one of a fixed list; `Type` is an enum of `crate::choices` with a variant for each option.
//! - `catalog(List)`: one of a list of the catalog; the field ends in `_index` and the key is given apart.
//!
//! A number that is an estimate says by how much it may be off (`estimated`), and which dimension of the simulated scenarios draws it
//! (`draw`); dimensions are counted from 0, and a new one takes the next number so that the others stay as they are. `sure` names the
//! input that says how sure the team is of it, and `along` an input that is misjudged together with it. `estimated: AsObserved` is drawn only
//! within an interval that was observed. `measured_by` names the benchmark run that can measure it.

/// Makes the scenario, its blank state and the table of inputs from the rows.
macro_rules! inputs {
    ($($(#[doc = $doc:literal])+ $field:ident: $kind:ident $(($arg:ident))? { $($body:tt)+ })+) => {
        /// A scenario: small, copied freely, compared exactly.
        ///
        /// The `*_index` of a catalog entry is its place in the list of the [`crate::Catalog`]; an index past the end means the last
        /// entry.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct Scenario {
            $($(#[doc = $doc])+ pub $field: field!($kind $($arg)?),)+
            /// Within which intervals inputs were observed.
            pub intervals: Intervals,
        }

        /// Every input.
        pub static PARAMS: [Param; [$(stringify!($field),)+].len()] = [
            $(row!($kind $($arg)? [$field] [concat!($($doc),+).trim_ascii()] $($body)+),)+
        ];

        /// Every field at zero: where the defaults of the table are written into.
        pub(super) const BLANK: Scenario = Scenario {
            $($field: blank!($kind $($arg)?),)+
            intervals: Intervals::NONE,
        };
    };
}

/// The type of a field.
macro_rules! field {
    (number) => { f64 };
    (optional) => { Option<f64> };
    (choice $type:ident) => { $type };
    (catalog $list:ident) => { u16 };
}

macro_rules! blank {
    (number) => {
        0.0
    };
    (optional) => {
        None
    };
    (choice $type:ident) => {
        $type::from_index(0)
    };
    (catalog $list:ident) => {
        0
    };
}

/// Whether the default is a judgement: `assumed` in place of `source`.
#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
macro_rules! assumed {
    (assumed) => {
        true
    };
    (source) => {
        false
    };
}

macro_rules! or {
    ($default:expr;) => {
        $default
    };
    ($default:expr; $value:expr) => {
        $value
    };
}

/// The spread of an estimate.
macro_rules! spread {
    ($spread:ident$(($amount:literal))?, $draw:literal, $($sure:ident)?, $($along:ident)?) => {
        Some(Spread {
            by: SpreadBy::$spread$(($amount))?,
            draw: $draw,
            sure: |_s| or!(Sureness::AboutRight; $(_s.$sure)?),
            along: |_s, _by| { $(_s.$along.scale(_by);)? },
        })
    };
}

macro_rules! row {
    (number [$field:ident] [$doc:expr]
        label: $label:literal, group: $group:ident, $(main: $main:literal,)?
        unit: $unit:ident, range: $min:literal..=$max:literal, default: $default:literal,
        scale: $scale:ident $({ $by:ident: $step:literal })?,
        $known:ident: $source:literal,
        $(estimated: $spread:ident$(($amount:literal))?, draw: $draw:literal, $(sure: $sure:ident,)? $(along: $along:ident,)?)?
        $(measured_by: $run:ident,)?
    ) => {
        Param {
            key: stringify!($field),
            label: $label,
            unit: Unit::$unit,
            kind: Kind::Number {
                min: $min,
                max: $max,
                default: $default,
                scale: Scale::$scale $({ $by: $step })?,
            },
            unset: None,
            group: Group::$group,
            main: or!(false; $($main)?),
            spread: or!(None; $(spread!($spread$(($amount))?, $draw, $($sure)?, $($along)?))?),
            measured_by: or!(None; $(Some(Run::$run))?),
            #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
            doc: $doc,
            #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
            assumed: assumed!($known),
            #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
            source: $source,
            get: |s| Value::Number(s.$field),
            set: |s, v| {
                if let Value::Number(x) = v {
                    s.$field = x;
                }
            },
        }
    };
    (optional [$field:ident] [$doc:expr]
        label: $label:literal, group: $group:ident, $(main: $main:literal,)?
        unit: $unit:ident, unset: $unset:ident, max: $max:literal, pivot: $pivot:literal,
        $known:ident: $source:literal,
        $(estimated: $spread:ident$(($amount:literal))?, draw: $draw:literal, $(sure: $sure:ident,)? $(along: $along:ident,)?)?
        $(measured_by: $run:ident,)?
    ) => {
        Param {
            key: stringify!($field),
            label: $label,
            unit: Unit::$unit,
            kind: Kind::Number {
                min: 0.0,
                max: $max,
                default: 0.0,
                scale: Scale::LogFromZero { pivot: $pivot },
            },
            unset: Some(Unset::$unset),
            group: Group::$group,
            main: or!(false; $($main)?),
            spread: or!(None; $(spread!($spread$(($amount))?, $draw, $($sure)?, $($along)?))?),
            measured_by: or!(None; $(Some(Run::$run))?),
            #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
            doc: $doc,
            #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
            assumed: assumed!($known),
            #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
            source: $source,
            get: |s| Unset::$unset.read(s.$field),
            set: |s, v| Unset::$unset.write(&mut s.$field, v),
        }
    };
    (choice $type:ident [$field:ident] [$doc:expr]
        label: $label:literal, group: $group:ident, $(main: $main:literal,)?
        default: $default:literal, options: [$($options:tt)+],
        $known:ident: $source:literal,
    ) => {
        row!(@choice stringify!($field), $field, $label, $group, or!(false; $($main)?), $default,
            Options::Fixed(&[$($options)+]), $doc, assumed!($known), $source, $type::from_index)
    };
    (catalog $list:ident [$field:ident] [$doc:expr]
        key: $key:literal, label: $label:literal, group: $group:ident, $(main: $main:literal,)? default: $default:literal,
        $known:ident: $source:literal,
    ) => {
        row!(@choice $key, $field, $label, $group, or!(false; $($main)?), $default,
            Options::$list, $doc, assumed!($known), $source, u16::from)
    };
    (@choice $key:expr, $field:ident, $label:literal, $group:ident, $main:expr, $default:literal, $options:expr,
        $doc:expr, $assumed:expr, $source:literal, $from:expr
    ) => {
        Param {
            key: $key,
            label: $label,
            unit: Unit::Choice,
            kind: Kind::Choice {
                default: $default,
                options: $options,
            },
            unset: None,
            group: Group::$group,
            main: $main,
            spread: None,
            measured_by: None,
            #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
            doc: $doc,
            #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
            assumed: $assumed,
            #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
            source: $source,
            get: |s| Value::Choice(s.$field as u16),
            set: |s, v| {
                if let Value::Choice(i) = v {
                    s.$field = $from(i);
                }
            },
        }
    };
}

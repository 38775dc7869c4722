//! The arguments of `forkcast measure`, from the rows of a run's fields, and the run built from them.

use std::marker::PhantomData;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use forkcast_protocol::measure::{Amount, QualitySpec, RunField, RunKind, RunSpec, specification};
use serde_json::Value;

use crate::failure::Failure;

/// One field as it was given, or its default.
#[derive(Debug)]
struct Given {
    field: &'static RunField,
    value: Value,
    typed: bool,
}

/// Where the rows of fields stand.
pub trait Rows {
    /// The rows.
    fn rows() -> &'static [RunField];
}

/// The fields of [`RunKind::ALL`]`[KIND]`.
#[derive(Debug)]
pub struct OfRun<const KIND: usize>;

impl<const KIND: usize> Rows for OfRun<KIND> {
    fn rows() -> &'static [RunField] {
        RunKind::ALL.get(KIND).map_or(&[], |kind| kind.fields())
    }
}

/// The fields of `measure quality`, which is no run of the server.
#[derive(Debug)]
pub struct OfQuality;

impl Rows for OfQuality {
    fn rows() -> &'static [RunField] {
        QualitySpec::ALL_FIELDS
    }
}

/// Fields as arguments.
#[derive(Debug)]
pub struct Fields<R>(Vec<Given>, PhantomData<R>);

/// The fields of `measure endpoint`.
pub type EndpointFields = Fields<OfRun<{ RunKind::Endpoint as usize }>>;
/// The fields of `measure retrieval`.
pub type RetrievalFields = Fields<OfRun<{ RunKind::Retrieval as usize }>>;
/// The fields of `measure rag-cost`.
pub type RagCostFields = Fields<OfRun<{ RunKind::RagCost as usize }>>;
/// The fields of `measure reference`.
pub type ReferenceFields = Fields<OfRun<{ RunKind::Reference as usize }>>;
/// The fields of `measure quality`.
pub type QualityFields = Fields<OfQuality>;

fn argument(field: &'static RunField, name: &'static str) -> Arg {
    let argument = Arg::new(name).long(name.replace('_', "-")).help(field.help);
    let value_name = match field.amount {
        Amount::Flag => return argument.action(ArgAction::SetTrue),
        Amount::Whole { .. } | Amount::Real { .. } => "N",
        Amount::Wholes { .. } => "N,…",
    };
    argument
        .value_name(value_name)
        .value_parser(|text: &str| field.read(text))
        .default_value(field.amount.default().replace(' ', ""))
}

/// The rows that have an argument, with its name.
fn with_argument<R: Rows>() -> impl Iterator<Item = (&'static RunField, &'static str)> {
    let rows = R::rows().iter();
    rows.filter_map(|field| Some((field, field.argument?)))
}

impl<const KIND: usize> Fields<OfRun<KIND>> {
    /// The value of a field that was typed, not its default.
    pub fn typed(&self, name: &str) -> Option<&Value> {
        let given = self
            .0
            .iter()
            .find(|given| given.field.name == name && given.typed);
        given.map(|given| &given.value)
    }

    /// The run of these fields and the further choices.
    ///
    /// # Errors
    /// Values that do not form a run.
    pub fn run(&self, chosen: Vec<(&'static str, Value)>) -> Result<RunSpec, Failure> {
        let Some(kind) = RunKind::ALL.get(KIND) else {
            return Err(Failure::Run(crate::text::measure::NO_SUCH_KIND.to_owned()));
        };
        let counts = |field: &RunField| {
            field.when.is_none_or(|(choice, value)| {
                let made = chosen.iter().find(|(name, _)| *name == choice);
                made.is_some_and(|(_, made)| made == value)
            })
        };
        let fields = self.0.iter().filter(|given| counts(given.field));
        let fields: Vec<_> = fields
            .map(|given| (given.field.name, given.value.clone()))
            .collect();
        serde_json::from_value(specification(*kind, fields.into_iter().chain(chosen)))
            .map_err(|error| Failure::Run(error.to_string()))
    }
}

/// The field as it was given, or its default.
fn given(field: &'static RunField, name: &str, matches: &ArgMatches) -> Given {
    Given {
        field,
        value: match field.amount {
            Amount::Flag => Value::Bool(matches.get_flag(name)),
            Amount::Whole { .. } | Amount::Real { .. } | Amount::Wholes { .. } => {
                matches.get_one::<Value>(name).cloned().unwrap_or_default()
            }
        },
        typed: matches.value_source(name) == Some(ValueSource::CommandLine),
    }
}

impl<R: Rows> FromArgMatches for Fields<R> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = with_argument::<R>().map(|(field, name)| given(field, name, matches));
        Ok(Self(given.collect(), PhantomData))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<R: Rows> Args for Fields<R> {
    fn augment_args(command: Command) -> Command {
        with_argument::<R>().fold(command, |command, (field, name)| {
            command.arg(argument(field, name))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl Fields<OfQuality> {
    /// The numbers of the run.
    ///
    /// # Errors
    /// A number out of its range.
    pub fn spec(&self) -> Result<QualitySpec, Failure> {
        let fields = self
            .0
            .iter()
            .map(|given| (given.field.key.to_owned(), given.value.clone()));
        let spec: QualitySpec = serde_json::from_value(Value::Object(fields.collect()))
            .map_err(|error| Failure::Run(error.to_string()))?;
        spec.check().map_err(|error| Failure::Run(error.to_string()))?;
        Ok(spec)
    }
}

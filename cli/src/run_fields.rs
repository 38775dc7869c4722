//! The arguments of `forkcast measure`, from the rows of a run's fields, and the run built from them.

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

/// The fields of [`RunKind::ALL`]`[KIND]`.
#[derive(Debug)]
pub struct Fields<const KIND: usize>(Vec<Given>);

/// The fields of `measure endpoint`.
pub type EndpointFields = Fields<{ RunKind::Endpoint as usize }>;
/// The fields of `measure retrieval`.
pub type RetrievalFields = Fields<{ RunKind::Retrieval as usize }>;
/// The fields of `measure rag-cost`.
pub type RagCostFields = Fields<{ RunKind::RagCost as usize }>;
/// The fields of `measure reference`.
pub type ReferenceFields = Fields<{ RunKind::Reference as usize }>;

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

impl<const KIND: usize> Fields<KIND> {
    fn rows() -> impl Iterator<Item = (&'static RunField, &'static str)> {
        let fields = RunKind::ALL.get(KIND).map_or(&[][..], |kind| kind.fields());
        fields.iter().filter_map(|field| Some((field, field.argument?)))
    }

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

impl<const KIND: usize> FromArgMatches for Fields<KIND> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self(
            Self::rows()
                .map(|(field, name)| given(field, name, matches))
                .collect(),
        ))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<const KIND: usize> Args for Fields<KIND> {
    fn augment_args(command: Command) -> Command {
        Self::rows().fold(command, |command, (field, name)| {
            command.arg(argument(field, name))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The fields of `measure quality`, which is no run of the server.
#[derive(Debug)]
pub struct QualityFields(Vec<Given>);

impl QualityFields {
    fn rows() -> impl Iterator<Item = (&'static RunField, &'static str)> {
        QualitySpec::FIELDS
            .iter()
            .filter_map(|field| Some((field, field.argument?)))
    }

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

impl FromArgMatches for QualityFields {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self(
            Self::rows()
                .map(|(field, name)| given(field, name, matches))
                .collect(),
        ))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for QualityFields {
    fn augment_args(command: Command) -> Command {
        Self::rows().fold(command, |command, (field, name)| {
            command.arg(argument(field, name))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

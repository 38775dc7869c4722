//! What every file of Forkcast says of itself: which program wrote it, what it holds, when and where it comes from.
//!
//! Measurements, observations and decision records have it as their field `about`, beside the fields of their kind
//! (docs/forkcast.schema.json). Files from before it are read all the same.

use forkcast_engine::MODEL_VERSION;
use serde::{Deserialize, Serialize};

/// The program's name.
const PROGRAM: &str = "forkcast";

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// `forkcast`.
    pub program: String,
    /// Version of the program that wrote the file.
    pub program_version: String,
    /// Version of its model.
    pub model_version: String,
    /// What the file holds: the kind of a run, of an observation, or `decision`.
    pub kind: String,
    /// Day or time of what it holds, as RFC 3339 has them.
    pub date: String,
    /// Where its figures come from: the target that was measured, the files that were observed, or the origin of a decision's own figures;
    /// empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
    /// The machine that was measured, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

impl About {
    /// That of a file which this program writes.
    #[must_use]
    pub fn new(kind: &str, date: &str, origin: &str, machine: Option<&str>) -> Self {
        Self {
            program: PROGRAM.to_owned(),
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            model_version: MODEL_VERSION.to_owned(),
            kind: kind.to_owned(),
            date: date.to_owned(),
            origin: origin.to_owned(),
            machine: machine.map(str::to_owned),
        }
    }
}

/// A file's content with what it says of itself in front.
#[derive(Clone, Debug, Serialize)]
pub struct WithAbout<'c, T> {
    /// What it says of itself.
    pub about: About,
    /// The rest.
    #[serde(flatten)]
    pub content: &'c T,
}

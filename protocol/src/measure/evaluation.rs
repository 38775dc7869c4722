//! A run over an evaluation set as the server takes it: `/api/v1/evaluations`.
//!
//! The questions and documents are in the request: no client can name a file of the server. They are held in memory alone, and end with the
//! evaluation.

use serde::{Deserialize, Serialize};

use super::spec::QualitySpec;

/// Longest request, bytes.
pub const EVALUATION_BYTES: usize = 64 << 20;

/// A document that questions may rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EvaluationDocument {
    /// Its path in the corpus, by which questions name it.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// `POST /api/v1/evaluations`: an evaluation set, its documents, and the endpoints to ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// Name of the set's file, for records.
    pub name: String,
    /// The set: JSON Lines, a JSON array or CSV. Without it, Forkcast's own questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questions: Option<String>,
    /// The documents. Without them and without questions, Forkcast's own documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<Vec<EvaluationDocument>>,
    /// The numbers of the run.
    pub spec: QualitySpec,
    /// The search whose passages go into prompts: `lexical`, `dense` or `fused`. Without it, fused where there is an embedder, else lexical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Endpoints to ask, by name; the first sets the inputs. None measures the recall alone.
    #[serde(default)]
    pub endpoints: Vec<String>,
    /// The endpoint that judges answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<String>,
    /// Ways of asking: `closed-book`, `rag`, `wrong-passages`, `long-context`, `structured`. None takes the first, and with documents the first
    /// three.
    #[serde(default)]
    pub arms: Vec<String>,
    /// The scenario that observed inputs are set in, as a link. Without it, the defaults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Whether the result holds the answers. They are kept in memory alone.
    #[serde(default)]
    pub with_answers: bool,
}

/// How far an evaluation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EvaluationState {
    /// Documents are split and searched.
    Preparing,
    /// The plan with its cost is there. It asks nothing before it is started.
    Planned,
    /// It waits for another run to end.
    Waiting,
    /// It asks.
    Running,
    /// The result is there.
    Done,
    /// It ended without a result.
    Failed,
    /// It was cancelled. Grades that it had are kept where the server keeps results.
    Cancelled,
}

impl EvaluationState {
    /// Whether it has ended.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Preparing | Self::Planned | Self::Waiting | Self::Running => false,
            Self::Done | Self::Failed | Self::Cancelled => true,
        }
    }
}

/// What one endpoint will be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EvaluationCost {
    /// Its name.
    pub endpoint: String,
    /// The model that answers.
    pub model: String,
    /// Whether it judges answers.
    pub judges: bool,
    /// Questions.
    pub calls: u64,
    /// Tokens of prompts, estimated by bytes.
    pub prompt_tokens: f64,
    /// Tokens of answers, at their greatest length.
    pub answer_tokens: f64,
    /// USD at most, at the catalog's list price of the model; none if it has none.
    #[serde(default)]
    pub usd: Option<f64>,
}

/// What an evaluation will do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EvaluationPlan {
    /// Questions of the set.
    pub questions: u64,
    /// Documents.
    pub documents: u64,
    /// Passages.
    pub passages: u64,
    /// By endpoint.
    pub costs: Vec<EvaluationCost>,
    /// Answers of an earlier run that are used again.
    pub kept: u64,
    /// Whether it costs more than `limit_usd`, or asks over 1,000 questions at a price that is not known.
    pub is_much: bool,
    /// Lines of the set that could not be read, and the first of them.
    pub problems: Vec<String>,
}

/// Where an evaluation stands. A stream has one after each change; a client that is slow gets the last alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EvaluationStanding {
    /// Its id.
    pub id: String,
    /// How many changes there were.
    pub n: u64,
    /// Its state.
    pub state: EvaluationState,
    /// Passages that have their vectors while it prepares; then questions that are answered.
    pub done: u64,
    /// All of them.
    pub all: u64,
    /// Further attempts.
    pub retries: u64,
    /// Questions that were not answered.
    pub failed: u64,
    /// Why it ended without a result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What it will do, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<EvaluationPlan>,
}

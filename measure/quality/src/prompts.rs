//! The prompts, which can be shown and replaced.

use serde::Deserialize;

use crate::score::Expected;
use crate::{QualityError, text, words};

/// The file of prompts that is used unless another is given.
pub const BUILT_IN: &str = include_str!("../prompts.toml");

/// Prompts of every arm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompts {
    pub(crate) instructions: String,
    pub(crate) closed_book: String,
    pub(crate) with_passages: String,
    pub(crate) long_context: String,
    pub(crate) passage: String,
    pub(crate) judge: String,
    form_text: String,
    form_number: String,
    form_schema: String,
    form_structured: String,
    withheld: Vec<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    instructions: Option<String>,
    closed_book: Option<String>,
    with_passages: Option<String>,
    long_context: Option<String>,
    passage: Option<String>,
    judge: Option<String>,
    form_text: Option<String>,
    form_number: Option<String>,
    form_schema: Option<String>,
    form_structured: Option<String>,
    withheld: Option<Vec<String>>,
}

impl Prompts {
    /// The prompts of a file in TOML; what it leaves out is as usual.
    ///
    /// # Errors
    /// Text that is not such a file, or a prompt without its question or its passages.
    pub fn read(file: &str) -> Result<Self, QualityError> {
        let parse = |text: &str| -> Result<File, QualityError> {
            toml::from_str(text).map_err(|error| QualityError::new(text::prompts::misread(error.message())))
        };
        let (own, usual) = (parse(file)?, parse(BUILT_IN)?);
        let either = |own: Option<String>, usual: Option<String>| own.or(usual).unwrap_or_default();
        let withheld = own.withheld.or(usual.withheld).unwrap_or_default();
        let prompts = Self {
            instructions: either(own.instructions, usual.instructions),
            closed_book: either(own.closed_book, usual.closed_book),
            with_passages: either(own.with_passages, usual.with_passages),
            long_context: either(own.long_context, usual.long_context),
            passage: either(own.passage, usual.passage),
            judge: either(own.judge, usual.judge),
            form_text: either(own.form_text, usual.form_text),
            form_number: either(own.form_number, usual.form_number),
            form_schema: either(own.form_schema, usual.form_schema),
            form_structured: either(own.form_structured, usual.form_structured),
            withheld: withheld
                .iter()
                .map(|text| words::words(text))
                .filter(|words| !words.is_empty())
                .collect(),
        };
        for (key, prompt, must) in [
            ("closed_book", &prompts.closed_book, &["{question}"][..]),
            (
                "with_passages",
                &prompts.with_passages,
                &["{question}", "{passages}"],
            ),
            (
                "long_context",
                &prompts.long_context,
                &["{question}", "{passages}"],
            ),
            ("passage", &prompts.passage, &["{text}"]),
            ("judge", &prompts.judge, &["{question}", "{answers}", "{answer}"]),
            ("form_schema", &prompts.form_schema, &["{schema}"]),
        ] {
            if let Some(missing) = must.iter().find(|part| !prompt.contains(**part)) {
                return Err(QualityError::new(text::prompts::lacks(key, missing)));
            }
        }
        Ok(prompts)
    }

    /// The usual prompts.
    ///
    /// # Errors
    /// Never: they are tested.
    pub fn usual() -> Result<Self, QualityError> {
        Self::read("")
    }

    /// A hash of all of them: a result says which prompts it was made with, and none of their text.
    #[must_use]
    pub fn hash(&self) -> String {
        crate::plan::key(&serde_json::json!([
            self.instructions,
            self.closed_book,
            self.with_passages,
            self.long_context,
            self.passage,
            self.judge,
            self.form_text,
            self.form_number,
            self.form_schema,
            self.form_structured,
            self.withheld,
        ]))
    }

    /// Beginnings of answers that withhold one.
    #[must_use]
    pub fn withheld(&self) -> &[Vec<String>] {
        &self.withheld
    }

    /// The system message for a question.
    pub(crate) fn system(&self, expected: &Expected, structured: bool) -> String {
        let form = match expected {
            Expected::Schema { schema, .. } => {
                filled(&self.form_schema, &[("{schema}", &schema.to_string())])
            }
            Expected::Text { .. } | Expected::Number { .. } | Expected::Regex(_) if structured => {
                self.form_structured.clone()
            }
            Expected::Number { .. } => self.form_number.clone(),
            Expected::Text { .. } | Expected::Regex(_) => self.form_text.clone(),
        };
        filled(&self.instructions, &[("{form}", &form)]).trim().to_owned()
    }
}

/// The template with its parts in place. What is put in is not looked at again.
pub(crate) fn filled(template: &str, parts: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    'next: while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        for (name, value) in parts {
            if let Some(after) = from.strip_prefix(name) {
                out.push_str(value);
                rest = after;
                continue 'next;
            }
        }
        out.push('{');
        rest = from.strip_prefix('{').unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_replaces_what_it_names_and_nothing_else() {
        let prompts =
            Prompts::read("closed_book = \"Q: {question}\"\nwithheld = [\"Weiß nicht\"]").expect("prompts");
        let usual = Prompts::usual().expect("the file is whole");
        assert_eq!(prompts.closed_book, "Q: {question}");
        assert_eq!(prompts.with_passages, usual.with_passages);
        assert_eq!(prompts.withheld(), [["weiß", "nicht"]]);
        assert!(
            usual
                .withheld()
                .contains(&vec!["i".to_owned(), "dont".to_owned(), "know".to_owned()])
        );
    }

    #[test]
    fn prompts_without_their_parts_and_unknown_keys_are_refused() {
        let error = Prompts::read("with_passages = \"{question}\"").expect_err("no passages");
        assert!(error.to_string().contains("with_passages") && error.to_string().contains("{passages}"));
        assert!(Prompts::read("closed = \"{question}\"").is_err());
    }

    #[test]
    fn what_is_put_in_is_not_looked_at_again() {
        let parts = [("{question}", "{passages}?"), ("{passages}", "text {question}")];
        assert_eq!(
            filled("{passages} / {question} {x}", &parts),
            "text {question} / {passages}? {x}"
        );
    }
}

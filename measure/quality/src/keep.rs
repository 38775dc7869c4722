//! Keeps the grade of each answer as it comes, so that a run can go on after it was stopped. Answers themselves are kept only if asked for.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::score::Score;
use crate::{QualityError, text};

/// Version of the file.
const VERSION: u32 = 1;

/// An answer that was graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    /// The grade.
    #[serde(flatten)]
    pub score: Score,
    /// Attempts beyond the first.
    pub retries: u32,
    /// Whether the limit on its length cut the answer off.
    pub cut: bool,
    /// Tokens of the prompt, if the server counts.
    pub prompt_tokens: Option<u64>,
    /// Tokens of the answer, if the server counts.
    pub answer_tokens: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    quality_run: u32,
}

#[derive(Serialize, Deserialize)]
struct Line {
    key: String,
    #[serde(flatten)]
    graded: Graded,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

/// The file, or none.
#[derive(Debug, Default)]
pub struct Keep {
    file: Option<File>,
    answers: bool,
    known: HashMap<String, Graded>,
    /// The answers, where they are remembered.
    texts: Option<HashMap<String, String>>,
}

impl Keep {
    /// Keeps nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Opens a file, or makes one that only its owner may read. What a stopped run wrote of a line is cut off.
    ///
    /// # Errors
    /// A file that cannot be read or written, or is of something else.
    pub fn open(path: &Path, answers: bool) -> Result<Self, QualityError> {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let failed = |error: std::io::Error| QualityError::new(text::keep::failed(&name, &error));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let foreign = || QualityError::new(text::keep::foreign(&name));
        let mut known = HashMap::new();
        let kept = std::str::from_utf8(bytes.get(..whole).unwrap_or_default()).map_err(|_| foreign())?;
        if whole == 0 && !bytes.is_empty() && !bytes.starts_with(b"{\"quality_run\"") {
            return Err(foreign());
        }
        for (place, line) in kept.lines().enumerate() {
            if place == 0 {
                let header: Header = serde_json::from_str(line).map_err(|_| foreign())?;
                if header.quality_run != VERSION {
                    return Err(foreign());
                }
                continue;
            }
            let line: Line = serde_json::from_str(line)
                .map_err(|_| QualityError::new(text::keep::damaged(&name, place + 1)))?;
            known.insert(line.key, line.graded);
        }
        file.set_len(whole as u64).map_err(failed)?;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        let mut keep = Self {
            file: Some(file),
            answers,
            known,
            texts: None,
        };
        if whole == 0 {
            keep.write(&Header { quality_run: VERSION }).map_err(failed)?;
        }
        Ok(keep)
    }

    /// The same, remembering the answers that come from now on. They are in memory alone.
    #[must_use]
    pub fn with_texts(mut self) -> Self {
        self.texts = Some(HashMap::new());
        self
    }

    /// An answer that is remembered.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.as_ref()?.get(key).map(String::as_str)
    }

    /// The grade of an answer that is kept.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Graded> {
        self.known.get(key)
    }

    /// Keeps a grade, in one write, so that a run that is stopped loses no earlier one.
    ///
    /// # Errors
    /// That it cannot be written.
    pub fn put(&mut self, key: &str, graded: &Graded, answer: &str) -> Result<(), QualityError> {
        self.known.insert(key.to_owned(), graded.clone());
        if let Some(texts) = &mut self.texts {
            texts.insert(key.to_owned(), answer.to_owned());
        }
        if self.file.is_none() {
            return Ok(());
        }
        self.write(&Line {
            key: key.to_owned(),
            graded: graded.clone(),
            answer: self.answers.then(|| answer.to_owned()),
        })
        .map_err(|error| QualityError::new(text::keep::unwritten(&error)))
    }

    fn write(&mut self, value: &impl Serialize) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(&line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(right: bool) -> Graded {
        Graded {
            score: Score {
                right,
                f1: Some(0.666_667),
                ..Score::default()
            },
            retries: 1,
            cut: false,
            prompt_tokens: Some(12),
            answer_tokens: None,
        }
    }

    fn path(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("forkcast-keep-{}-{name}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        path
    }

    #[test]
    fn what_was_kept_is_there_again_and_half_a_line_is_not() {
        let path = path("again");
        let mut keep = Keep::open(&path, false).expect("new");
        keep.put("a", &graded(true), "SECRET").expect("written");
        keep.put("b", &graded(false), "SECRET").expect("written");
        drop(keep);
        let whole = std::fs::read(&path).expect("there");
        assert!(!String::from_utf8_lossy(&whole).contains("SECRET"));
        std::fs::write(&path, whole.get(..whole.len() - 7).expect("long")).expect("cut");
        let mut keep = Keep::open(&path, true).expect("again");
        assert_eq!((keep.get("a"), keep.get("b")), (Some(&graded(true)), None));
        keep.put("b", &graded(false), "SECRET").expect("written");
        let text = std::fs::read_to_string(&path).expect("there");
        assert_eq!((text.lines().count(), text.matches("SECRET").count()), (3, 1));
        std::fs::remove_file(&path).expect("removed");
    }

    #[test]
    fn other_files_are_left_alone() {
        let path = path("other");
        for content in ["notes without a newline", "{\"a\": 1}\n", "{\"quality_run\":9}\n"] {
            std::fs::write(&path, content).expect("written");
            assert!(Keep::open(&path, false).is_err(), "{content}");
            assert_eq!(std::fs::read_to_string(&path).expect("there"), content);
        }
        std::fs::remove_file(&path).expect("removed");
    }
}

//! Opens what is observed: plain or gzip, with a bar of progress.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use forkcast_observe::tokens::{ByBytes, Counter};
use forkcast_observe::unpack::unpacked;
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use tokenizers::Tokenizer;

use crate::failure::Failure;
use crate::text::observe as text;

/// Longest tokenizer or schema that is read, bytes.
const LONGEST: u64 = 64 << 20;

/// A file's name without its folder, as it is shown and kept.
pub(crate) fn name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return crate::text::source::STANDARD_INPUT.to_owned();
    }
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Opens a file, or standard input for `-`. What is compressed with gzip is shown by its first bytes, not by its name.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    let failed = |error: io::Error| Failure::Run(crate::text::cannot_be_read(path, error));
    let raw: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        Box::new(bar(metadata.len(), &name(path)).wrap_read(file))
    };
    unpacked(raw).map_err(failed)
}

/// A bar on standard error, which shows only on a terminal and goes when the file ends.
fn bar(bytes: u64, name: &str) -> ProgressBar {
    let bar = ProgressBar::new(bytes).with_finish(ProgressFinish::AndClear);
    if let Ok(style) =
        ProgressStyle::with_template("{msg:30} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}")
    {
        bar.set_style(style);
    }
    bar.set_message(crate::terminal::shown(name).into_owned());
    bar
}

/// A bar that counts files.
pub(crate) fn counting(n: u64, name: &str) -> ProgressBar {
    let bar = ProgressBar::new(n);
    if let Ok(style) = ProgressStyle::with_template("{msg:30} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(crate::terminal::shown(name).into_owned());
    bar
}

/// A small file in whole.
pub(crate) fn whole(path: &Path) -> Result<String, Failure> {
    crate::source::text(path, LONGEST).map_err(|error| Failure::Run(crate::text::cannot_be_read(path, error)))
}

/// What counts tokens.
pub(crate) fn counter(tokenizer: Option<&Path>) -> Result<Box<dyn Counter>, Failure> {
    let Some(path) = tokenizer else {
        return Ok(Box::new(ByBytes));
    };
    let wrong = |_| Failure::Run(text::no_tokenizer(&name(path)));
    let mut tokenizer = Tokenizer::from_bytes(whole(path)?).map_err(wrong)?;
    tokenizer.with_padding(None);
    tokenizer.with_truncation(None).map_err(wrong)?;
    Ok(Box::new(ByTokenizer(tokenizer)))
}

struct ByTokenizer(Tokenizer);

impl Counter for ByTokenizer {
    fn count(&self, text: &str) -> f64 {
        self.0
            .encode_fast(text, false)
            .map_or_else(|_| ByBytes.count(text), |encoding| encoding.len() as f64)
    }

    fn is_estimate(&self) -> bool {
        false
    }
}

//! Opens what is observed: plain or gzip, with a bar of progress.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use forkcast_observe::tokens::{ByBytes, Counter};
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use tokenizers::Tokenizer;

use crate::failure::Failure;
use crate::text::observe as text;

const BUFFER: usize = 1 << 18;
/// A gzip file that grows by more than this is no log: text grows by 5 to 50, zeros by 1,000.
const MOST_GROWTH: u64 = 500;
/// Bytes below which growth does not count.
const SMALL: u64 = 64 << 20;
/// Longest tokenizer or schema that is read, bytes.
const LONGEST: u64 = 64 << 20;

/// A file's name without its folder, as it is shown and kept.
pub(super) fn name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return crate::text::source::STANDARD_INPUT.to_owned();
    }
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Opens a file, or standard input for `-`. What is compressed with gzip is shown by its first bytes, not by its name.
pub(super) fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
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
pub(super) fn counting(n: u64, name: &str) -> ProgressBar {
    let bar = ProgressBar::new(n);
    if let Ok(style) = ProgressStyle::with_template("{msg:30} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(crate::terminal::shown(name).into_owned());
    bar
}

fn unpacked(raw: impl Read + 'static) -> io::Result<Box<dyn BufRead>> {
    let mut plain = BufReader::with_capacity(BUFFER, raw);
    if !plain.fill_buf()?.starts_with(b"\x1F\x8B") {
        return Ok(Box::new(plain));
    }
    let counted = Counted {
        inner: plain,
        read: 0,
    };
    let guarded = Guarded {
        inner: MultiGzDecoder::new(counted),
        out: 0,
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, guarded)))
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read += n as u64;
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.read += n as u64;
        self.inner.consume(n);
    }
}

/// Fails where a file grows beyond all measure.
struct Guarded<R: BufRead> {
    inner: MultiGzDecoder<Counted<R>>,
    out: u64,
}

impl<R: BufRead> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.out += n as u64;
        if self.out > SMALL && self.out / MOST_GROWTH > self.inner.get_ref().read {
            return Err(io::Error::new(io::ErrorKind::InvalidData, text::GZIP_BOMB));
        }
        Ok(n)
    }
}

/// A small file in whole.
pub(super) fn whole(path: &Path) -> Result<String, Failure> {
    crate::source::text(path, LONGEST).map_err(|error| Failure::Run(crate::text::cannot_be_read(path, error)))
}

/// What counts tokens.
pub(super) fn counter(tokenizer: Option<&Path>) -> Result<Box<dyn Counter>, Failure> {
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    }

    fn read(bytes: Vec<u8>) -> io::Result<u64> {
        io::copy(&mut unpacked(io::Cursor::new(bytes))?, &mut io::sink())
    }

    #[test]
    fn gzip_in_several_members_is_unpacked_and_plain_text_is_left() {
        let two = [packed(b"{}\n"), packed(b"{}\n")].concat();
        assert_eq!(read(two).expect("text"), 6);
        assert_eq!(read(b"{}\n".to_vec()).expect("text"), 3);
        assert_eq!(read(Vec::new()).expect("nothing"), 0);
    }

    #[test]
    fn a_bomb_is_refused_and_a_cut_file_is_an_error() {
        let error = read(packed(&vec![b' '; 100 << 20])).expect_err("a bomb");
        assert_eq!(error.to_string(), text::GZIP_BOMB);
        let mut cut = packed(b"{\"a\": 1}\n{\"a\": 2}\n");
        cut.truncate(cut.len() - 10);
        assert!(read(cut).is_err());
    }
}

//! Unpacks what is compressed with gzip, as a stream.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use crate::text;

/// Bytes that are read at once.
const BUFFER: usize = 1 << 18;
/// A gzip file that grows by more than this is no log: text grows by 5 to 50, zeros by 1,000.
const MOST_GROWTH: u64 = 500;
/// Bytes below which growth does not count.
const SMALL: u64 = 64 << 20;

/// The content of a stream. What is compressed with gzip is shown by its first bytes, not by a name.
///
/// # Errors
/// An error of the stream.
pub fn unpacked<'r>(raw: impl Read + 'r) -> io::Result<Box<dyn BufRead + 'r>> {
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

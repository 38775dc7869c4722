//! Splits a stream into records, with a limit on the length of each: lines of JSON, an array of JSON, or rows of CSV.

use std::io::{self, BufRead, Chain, Cursor, Read};

use crate::problems::ObserveError;

/// Longest record that is kept, bytes. A longer one is passed over and counted as bad.
pub const LONGEST: usize = 16 << 20;
/// How much of the beginning is looked at to tell the shape.
const HEAD: u64 = 64 << 10;

/// How records follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One JSON object a line.
    Lines,
    /// A JSON array of objects, or objects over several lines.
    Values,
    /// Rows of CSV with a header.
    Csv,
    /// Nothing but white space.
    Empty,
    /// UTF-16 or another encoding that is not UTF-8.
    NotUtf8,
}

/// A record, or that it is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Line on which it begins, from 1.
    pub line: u64,
    /// Whether it was longer than [`LONGEST`], and so is not kept.
    pub too_long: bool,
}

/// The records of a stream.
#[derive(Debug)]
pub struct Records<R> {
    inner: Chain<Cursor<Vec<u8>>, R>,
    shape: Shape,
    line: u64,
    buffer: Vec<u8>,
    longest: usize,
}

/// What a record of several lines has been so far.
#[derive(Clone, Copy, Default)]
struct Nesting {
    depth: u64,
    in_text: bool,
    escaped: bool,
}

impl<R: BufRead> Records<R> {
    /// Looks at the beginning of a stream.
    ///
    /// # Errors
    /// An error of the stream.
    pub fn new(reader: R) -> io::Result<Self> {
        Self::with_longest(reader, LONGEST)
    }

    /// The records of a file that can be read.
    ///
    /// # Errors
    /// An error of the stream, another encoding than UTF-8, or nothing but white space.
    pub(crate) fn opened(file: &str, reader: R) -> Result<Self, ObserveError> {
        let records = Self::new(reader).map_err(|error| ObserveError::io(file, error))?;
        match records.shape() {
            Shape::NotUtf8 => Err(ObserveError::NotUtf8 {
                file: file.to_owned(),
            }),
            Shape::Empty => Err(ObserveError::Empty {
                file: file.to_owned(),
            }),
            Shape::Lines | Shape::Values | Shape::Csv => Ok(records),
        }
    }

    /// As [`Records::advance`], with the file named in an error.
    pub(crate) fn next(&mut self, file: &str) -> Result<Option<Record>, ObserveError> {
        self.advance().map_err(|error| ObserveError::io(file, error))
    }

    /// The same with another limit on the length of a record.
    ///
    /// # Errors
    /// An error of the stream.
    pub fn with_longest(mut reader: R, longest: usize) -> io::Result<Self> {
        let mut head = Vec::new();
        reader.by_ref().take(HEAD).read_to_end(&mut head)?;
        if head.starts_with(b"\xEF\xBB\xBF") {
            head.drain(..3);
        }
        let shape = shape_of(&head);
        Ok(Self {
            inner: Cursor::new(head).chain(reader),
            shape,
            line: 1,
            buffer: Vec::new(),
            longest,
        })
    }

    /// How records follow each other.
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// The bytes of the record that [`Records::advance`] found.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// Goes to the next record; none at the end.
    ///
    /// # Errors
    /// An error of the stream.
    pub fn advance(&mut self) -> io::Result<Option<Record>> {
        match self.shape {
            Shape::Lines => self.line(false),
            Shape::Csv => self.line(true),
            Shape::Values => self.value(),
            Shape::Empty | Shape::NotUtf8 => Ok(None),
        }
    }

    /// The next line that is not empty; in CSV a line ends outside of quotes only.
    fn line(&mut self, quotes: bool) -> io::Result<Option<Record>> {
        loop {
            self.buffer.clear();
            let begins = self.line;
            let (mut too_long, mut any, mut open) = (false, false, false);
            loop {
                let chunk = self.inner.fill_buf()?;
                if chunk.is_empty() {
                    break;
                }
                any = true;
                let end = memchr::memchr(b'\n', chunk);
                let piece = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
                if quotes && memchr::memchr_iter(b'"', piece).count() % 2 == 1 {
                    open = !open;
                }
                let used = piece.len() + usize::from(end.is_some());
                let room = self.longest.saturating_sub(self.buffer.len());
                if piece.len() > room {
                    too_long = true;
                }
                if !too_long {
                    self.buffer.extend_from_slice(piece);
                    if open && end.is_some() {
                        self.buffer.push(b'\n');
                    }
                }
                self.inner.consume(used);
                if end.is_some() {
                    self.line += 1;
                    // A quote that never closes must not swallow the file.
                    if !open || too_long {
                        break;
                    }
                }
            }
            if !any {
                return Ok(None);
            }
            if self.buffer.last() == Some(&b'\r') {
                self.buffer.pop();
            }
            if too_long {
                self.buffer.clear();
            }
            if too_long || !self.buffer.trim_ascii().is_empty() {
                return Ok(Some(Record {
                    line: begins,
                    too_long,
                }));
            }
        }
    }

    /// The next value that is an object, or a run of other characters, which is no record.
    fn value(&mut self) -> io::Result<Option<Record>> {
        self.buffer.clear();
        let mut begins = None;
        let mut too_long = false;
        let mut nesting = Nesting::default();
        loop {
            let chunk = self.inner.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            let mut used = 0;
            let mut ended = false;
            for &byte in chunk {
                if begins.is_none() {
                    if byte == b'\n' {
                        self.line += 1;
                    }
                    if byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']') {
                        used += 1;
                        continue;
                    }
                    begins = Some(self.line);
                    nesting = Nesting::default();
                } else if byte == b'\n' {
                    self.line += 1;
                }
                used += 1;
                if self.buffer.len() < self.longest {
                    self.buffer.push(byte);
                } else {
                    too_long = true;
                }
                if nesting.ends_with(byte) {
                    ended = true;
                    break;
                }
            }
            self.inner.consume(used);
            if ended {
                break;
            }
        }
        if too_long {
            self.buffer.clear();
        }
        Ok(begins.map(|line| Record { line, too_long }))
    }
}

impl Nesting {
    /// Takes in a byte; whether the value ends with it.
    const fn ends_with(&mut self, byte: u8) -> bool {
        if self.in_text {
            if self.escaped {
                self.escaped = false;
            } else if byte == b'\\' {
                self.escaped = true;
            } else if byte == b'"' {
                self.in_text = false;
            }
            return false;
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            b',' | b'\n' => return self.depth == 0,
            _ => {}
        }
        false
    }
}

fn shape_of(head: &[u8]) -> Shape {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || head.iter().take(64).any(|b| *b == 0)
    {
        return Shape::NotUtf8;
    }
    let start = head.trim_ascii_start();
    match start.first() {
        None => Shape::Empty,
        Some(b'[') => Shape::Values,
        Some(b'{') => {
            // An object that is written over several lines opens with a line that is not whole.
            let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let opens_only = line.len() < start.len()
                && matches!(line.trim_ascii_end(), b"{") | line.trim_ascii_end().ends_with(b"[");
            if opens_only { Shape::Values } else { Shape::Lines }
        }
        Some(_) => Shape::Csv,
    }
}

/// The fields of a row of CSV, without their quotes.
#[must_use]
pub fn fields(row: &str, separator: char) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut letters = row.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

/// The separator of a header: the one of comma, semicolon and tab that occurs most often.
#[must_use]
pub fn separator(header: &str) -> char {
    let count = |c: &char| header.matches(*c).count();
    [',', ';', '\t']
        .into_iter()
        .rev()
        .max_by_key(count)
        .unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8], longest: usize) -> (Shape, Vec<(u64, bool, Vec<u8>)>) {
        let mut records = Records::with_longest(text, longest).expect("a stream");
        let mut found = Vec::new();
        while let Some(record) = records.advance().expect("a record") {
            found.push((record.line, record.too_long, records.bytes().to_vec()));
        }
        (records.shape(), found)
    }

    fn texts(text: &[u8]) -> Vec<String> {
        let (_, found) = all(text, LONGEST);
        let text = |record: (u64, bool, Vec<u8>)| String::from_utf8(record.2).expect("UTF-8");
        found.into_iter().map(text).collect()
    }

    #[test]
    fn lines_may_begin_with_a_mark_end_with_cr_and_be_empty() {
        assert_eq!(
            texts(b"\xEF\xBB\xBF{\"a\":1}\r\n\r\n{\"a\":2}"),
            ["{\"a\":1}", "{\"a\":2}"]
        );
        let (shape, found) = all(b"{\"a\":1}\n\n{\"a\":2}\n", LONGEST);
        assert_eq!(shape, Shape::Lines);
        assert_eq!(found.iter().map(|r| r.0).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn arrays_and_objects_over_several_lines_are_split() {
        let pretty = b"[\n {\n  \"a\": \"}]\\\"{\"\n },\n {\"b\": [1, {}]}\n]\n";
        assert_eq!(texts(pretty), ["{\n  \"a\": \"}]\\\"{\"\n }", "{\"b\": [1, {}]}"]);
        assert_eq!(
            texts(b"{\n\"a\": 1\n}\n{\n\"a\": 2\n}"),
            ["{\n\"a\": 1\n}", "{\n\"a\": 2\n}"]
        );
    }

    #[test]
    fn a_record_that_is_too_long_is_passed_over() {
        let (_, found) = all(b"{\"a\":\"0123456789012345\"}\n{\"a\":1}\n", 16);
        assert_eq!(found.len(), 2);
        assert!(found[0].1 && found[0].2.is_empty());
        assert_eq!(found[1], (2, false, b"{\"a\":1}".to_vec()));
        let (_, found) = all(b"[{\"a\":\"0123456789012345\"},{\"a\":1}]", 16);
        assert_eq!(found.iter().map(|r| r.1).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn rows_of_csv_may_hold_line_ends_within_quotes() {
        let (shape, found) = all(b"a,b\n\"x\n\"\"y\",2\n3,4\n", LONGEST);
        assert_eq!(shape, Shape::Csv);
        assert_eq!(found.len(), 3);
        let row = String::from_utf8(found[1].2.clone()).expect("UTF-8");
        assert_eq!(fields(&row, ','), ["x\n\"y", "2"]);
        assert_eq!(found[2].0, 4);
        assert_eq!(separator("a;b;c,d"), ';');
    }

    #[test]
    fn other_encodings_and_empty_files_are_recognised() {
        assert_eq!(all(b"\xFF\xFE{\0}\0", 99).0, Shape::NotUtf8);
        assert_eq!(all(b"{\0\"\0", 99).0, Shape::NotUtf8);
        assert_eq!(all(b" \n", 99).0, Shape::Empty);
    }

    #[test]
    fn a_quote_that_never_closes_does_not_swallow_more_than_the_limit() {
        let (_, found) = all(b"a,b\n\"open,1\n2,3\n4,5\n6,7\n", 8);
        assert!(found.len() > 2, "{found:?}");
    }
}

//! Server-sent events out of bytes that may be cut anywhere.

/// A line, or the data of an event, was longer than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Where data stands in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In an event as the interface has it.
    Data,
    /// In an event named `error`, or in a field `error`.
    Error,
    /// On a line of its own without a field.
    Bare,
}

/// Collects bytes and hands out the data of each event, once its empty line has come.
///
/// Lines end with CR, LF or both; comments and fields other than `data` are passed over, as nothing in this interface
/// depends on them, apart from the places where servers report errors. Memory is bounded by twice the limit.
#[derive(Debug)]
pub(crate) struct Events {
    limit: usize,
    /// Whether the event is named `error`.
    error: bool,
    line: Vec<u8>,
    data: Vec<u8>,
    /// Whether the event has a `data` line: its data may be empty all the same.
    any: bool,
    /// Whether the last byte was CR: an LF that follows belongs to it.
    after_cr: bool,
    /// Whether no line has ended yet: the first may begin with a byte-order mark.
    first: bool,
}

impl Events {
    /// With lines and data of at most so many bytes.
    pub(crate) const fn new(limit: usize) -> Self {
        Self {
            limit,
            error: false,
            line: Vec::new(),
            data: Vec::new(),
            any: false,
            after_cr: false,
            first: true,
        }
    }

    /// Takes the next bytes and calls `event` with the data of every event that they complete.
    pub(crate) fn read<E: From<TooLong>>(
        &mut self,
        mut bytes: &[u8],
        mut event: impl FnMut(Kind, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        while let Some((&byte, _)) = bytes.split_first() {
            if std::mem::take(&mut self.after_cr) && byte == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let end = bytes.iter().position(|&b| b == b'\n' || b == b'\r');
            let (part, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            if self.line.len() + part.len() > self.limit {
                return Err(TooLong.into());
            }
            let Some((&ending, rest)) = rest.split_first() else {
                self.line.extend_from_slice(part);
                return Ok(());
            };
            self.after_cr = ending == b'\r';
            bytes = rest;
            if self.line.is_empty() {
                self.end_line(part, &mut event)?;
            } else {
                let mut line = std::mem::take(&mut self.line);
                line.extend_from_slice(part);
                self.end_line(&line, &mut event)?;
                line.clear();
                self.line = line;
            }
        }
        Ok(())
    }

    fn end_line<E: From<TooLong>>(
        &mut self,
        line: &[u8],
        event: &mut impl FnMut(Kind, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let line = if std::mem::take(&mut self.first) {
            line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line)
        } else {
            line
        };
        if line.is_empty() {
            return self.end_event(event);
        }
        let value = match line.strip_prefix(b"data") {
            Some([]) => &[][..],
            Some([b':', b' ', value @ ..] | [b':', value @ ..]) => value,
            _ => return self.other_field(line, event),
        };
        if self.data.len() + value.len() > self.limit {
            return Err(TooLong.into());
        }
        if self.any {
            self.data.push(b'\n');
        }
        self.any = true;
        self.data.extend_from_slice(value);
        Ok(())
    }

    fn end_event<E: From<TooLong>>(
        &mut self,
        event: &mut impl FnMut(Kind, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let kind = if std::mem::take(&mut self.error) {
            Kind::Error
        } else {
            Kind::Data
        };
        if std::mem::take(&mut self.any) {
            let outcome = event(kind, &self.data);
            self.data.clear();
            return outcome;
        }
        Ok(())
    }

    /// Takes a line that is no data. An error may have a field of its own (llama.cpp), name its event, or stand there as plain JSON.
    fn other_field<E: From<TooLong>>(
        &mut self,
        line: &[u8],
        event: &mut impl FnMut(Kind, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        match line {
            [b'{', ..] => event(Kind::Bare, line),
            [b'e', b'r', b'r', b'o', b'r', b':', value @ ..] => event(Kind::Error, value),
            [b'e', b'v', b'e', b'n', b't', b':', name @ ..] => {
                self.error = name.trim_ascii().eq_ignore_ascii_case(b"error");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Takes the rest of a stream that has ended, as if its last line and event were complete.
    pub(crate) fn rest<E: From<TooLong>>(
        &mut self,
        mut event: impl FnMut(Kind, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            self.end_line(&line, &mut event)?;
        }
        self.end_event(&mut event)
    }
}

#[cfg(test)]
mod tests {
    use eventsource_stream::Eventsource;
    use futures_util::{StreamExt, stream};
    use proptest::prelude::*;

    use super::*;

    /// The data of all events of the pieces.
    fn read<'a>(limit: usize, pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Vec<u8>>, TooLong> {
        let mut events = Events::new(limit);
        let mut all = Vec::new();
        for piece in pieces {
            events.read(piece, |_, data| {
                all.push(data.to_vec());
                Ok::<_, TooLong>(())
            })?;
        }
        Ok(all)
    }

    /// Cuts the bytes at the places, each taken modulo the length.
    fn cut<'a>(bytes: &'a [u8], places: &[usize]) -> Vec<&'a [u8]> {
        let mut places: Vec<usize> = places.iter().map(|p| p % (bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
    }

    /// Streams of fields, comments and text beyond ASCII, with each kind of line ending; whole, or broken off anywhere.
    fn streams() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            3 => "data: ?[a-zé€😀:{} ]{0,12}",
            1 => Just("data".to_owned()),
            1 => ": ?[a-zé ]{0,8}",
            1 => "(id|event|retry|datax|x): ?[a-z0-9]{0,4}",
            3 => Just(String::new()),
        ];
        let ending = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
        prop::collection::vec((line, ending), 0..24)
            .prop_map(|lines| lines.into_iter().map(|(line, ending)| line + ending).collect())
    }

    proptest! {
        #[test]
        fn events_are_the_same_however_the_bytes_are_cut(
            text in streams(),
            places in prop::collection::vec(any::<usize>(), 0..12),
        ) {
            let bytes = text.as_bytes();
            let whole = read(1 << 16, [bytes]);
            prop_assert_eq!(&whole, &read(1 << 16, cut(bytes, &places)));
            prop_assert_eq!(&whole, &read(1 << 16, bytes.chunks(1)));
        }

        #[test]
        fn limits_hold_however_the_bytes_are_cut(
            text in streams(),
            limit in 1_usize..24,
            places in prop::collection::vec(any::<usize>(), 0..12),
        ) {
            let bytes = text.as_bytes();
            prop_assert_eq!(read(limit, [bytes]), read(limit, cut(bytes, &places)));
        }

        /// An independent implementation. It drops events whose data is one empty line, and so does the comparison.
        #[test]
        fn events_are_those_of_another_parser(text in streams()) {
            let text = text + "\n\n";
            let other = futures_util::FutureExt::now_or_never(
                stream::iter([Ok::<_, std::convert::Infallible>(text.as_bytes().to_vec())])
                    .eventsource()
                    .map(|event| event.expect("text").data.into_bytes())
                    .collect::<Vec<_>>(),
            )
            .expect("a stream that never waits");
            let ours = read(1 << 16, [text.as_bytes()]).expect("short");
            let filled = |events: Vec<Vec<u8>>| events.into_iter().filter(|e| !e.is_empty()).collect::<Vec<_>>();
            prop_assert_eq!(filled(ours), filled(other));
        }
    }

    #[test]
    fn a_byte_order_mark_comments_and_other_fields_are_passed_over() {
        let text =
            "\u{feff}data: a\n\n: ping\n\nevent: x\ndata:b\ndata: c\r\n\r\nid: 4\n\ndata\n\ndata: lost";
        let events = read(100, [text.as_bytes()]).expect("short");
        assert_eq!(events, [b"a".to_vec(), b"b\nc".to_vec(), b"".to_vec()]);
    }

    #[test]
    fn a_line_or_an_event_that_never_ends_is_refused() {
        let line = [b'x'; 10];
        assert_eq!(read(1000, std::iter::repeat_n(&line[..], 101)), Err(TooLong));
        assert_eq!(
            read(1000, std::iter::repeat_n(&b"data: abcd\n"[..], 400)),
            Err(TooLong)
        );
        assert_eq!(
            read(1000, std::iter::repeat_n(&b": abcd\n"[..], 4000)),
            Ok(vec![])
        );
    }
}

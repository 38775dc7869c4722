//! The events of a run from the bytes of the server's stream (server-sent events).

use super::Event;

/// Longest event that is kept, bytes; a longer one is dropped.
const LONGEST: usize = 4 << 20;

/// Reads a stream piece by piece.
#[derive(Debug, Default)]
pub struct Reader {
    pending: Vec<u8>,
    data: String,
    id: String,
    last_id: Option<String>,
}

impl Reader {
    /// Takes the next bytes; gives the events that are complete with them, each as its text.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        self.pending.extend_from_slice(bytes);
        let mut events = Vec::new();
        // Drained once, not line by line: otherwise the remainder would be moved for every line.
        let pending = std::mem::take(&mut self.pending);
        let mut rest = pending.as_slice();
        while let Some(end) = rest.iter().position(|b| *b == b'\n') {
            let (line, after) = rest.split_at(end + 1);
            rest = after;
            let line = String::from_utf8_lossy(line);
            let line = line.trim_end_matches(['\n', '\r']);
            if line.is_empty() {
                if !self.id.is_empty() {
                    self.last_id = Some(std::mem::take(&mut self.id));
                }
                if !self.data.is_empty() {
                    events.push(std::mem::take(&mut self.data));
                }
                continue;
            }
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "data" => {
                    if !self.data.is_empty() {
                        self.data.push('\n');
                    }
                    self.data.push_str(value);
                }
                "id" => value.clone_into(&mut self.id),
                // Comments keep the connection open; other fields are ignored.
                _ => {}
            }
        }
        if rest.len() <= LONGEST {
            self.pending = rest.to_vec();
        }
        if self.data.len() > LONGEST {
            self.data.clear();
        }
        events
    }

    /// Id of the last complete event, to resume after.
    #[must_use]
    pub fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }
}

/// The event of a text; `None` for one that this version does not know.
#[must_use]
pub fn event(text: &str) -> Option<Event> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::RunState;

    #[test]
    fn events_come_whole_however_the_bytes_are_cut() {
        let stream = ": hello\r\n\r\nid: 7\r\ndata: {\"event\":\"state\",\"run\":\"é\",\r\ndata: \"state\":\"running\"}\r\n\r\ndata: later\n\nda";
        for cut in 1..stream.len() {
            let mut reader = Reader::default();
            let events: Vec<String> = stream
                .as_bytes()
                .chunks(cut)
                .flat_map(|b| reader.push(b))
                .collect();
            assert_eq!(events.len(), 2, "{cut}");
            assert_eq!(
                event(&events[0]),
                Some(Event::State {
                    run: "é".to_owned(),
                    state: RunState::Running,
                    error: None,
                    ahead: None
                })
            );
            assert_eq!(events[1], "later");
            assert_eq!(event(&events[1]), None);
            assert_eq!(reader.last_id(), Some("7"));
        }
    }
}

//! Reads one literal of a Python module as JSON: calls with named arguments become objects. Nothing is run.

use forkcast_engine::number;
use serde_json::{Map, Value};

use crate::Error;
use crate::text::python as texts;

/// Deepest nesting that is read, so that no text can exhaust the stack.
const MAX_DEPTH: usize = 100;

/// The value assigned to `name` at the start of a line.
pub(crate) fn assigned(text: &str, name: &str) -> Result<Value, Error> {
    let mut reader = Reader { text, at: 0 };
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let after = line.strip_prefix(name);
        if let Some(equals) = after
            .filter(|rest| rest.starts_with([' ', ':', '=']))
            .and_then(|_| line.find('='))
        {
            reader.at = offset + equals + 1;
            return reader.value(0);
        }
        offset += line.len();
    }
    Err(reader.wrong(&texts::no_line(name)))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn wrong(&self, message: &str) -> Error {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Error::Syntax {
            format: texts::FORMAT,
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).map_or(0, |line| line.chars().count()) + 1,
            message: message.to_owned(),
        }
    }

    fn space(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return;
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    fn take(&mut self, sign: char) -> bool {
        self.space();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len_utf8();
        }
        found
    }

    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
            .unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn value(&mut self, depth: usize) -> Result<Value, Error> {
        if depth > MAX_DEPTH {
            return Err(self.wrong(texts::TOO_DEEP));
        }
        self.space();
        match self.rest().chars().next() {
            None => Err(self.wrong(texts::NO_VALUE)),
            Some('[') => self.sequence('[', ']', depth).map(Value::Array),
            Some('(') => self.sequence('(', ')', depth).map(|mut items| {
                // A text that is broken over lines stands in brackets of its own.
                if items.len() == 1 {
                    items.remove(0)
                } else {
                    Value::Array(items)
                }
            }),
            Some('{') => self.dictionary(depth),
            Some('\'' | '"') => self.text(),
            Some(c) if c.is_ascii_digit() || c == '-' || c == '.' => self.number(),
            Some(c) if c.is_alphabetic() || c == '_' => self.named(depth),
            Some(c) => Err(self.wrong(&texts::no_start(c))),
        }
    }

    fn sequence(&mut self, open: char, close: char, depth: usize) -> Result<Vec<Value>, Error> {
        self.take(open);
        let mut items = Vec::new();
        loop {
            if self.take(close) {
                return Ok(items);
            }
            items.push(self.value(depth + 1)?);
            if !self.take(',') && !self.rest().starts_with(close) {
                return Err(self.wrong(&texts::should_follow(close)));
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Value, Error> {
        self.take('{');
        let mut map = Map::new();
        loop {
            if self.take('}') {
                return Ok(Value::Object(map));
            }
            let Value::String(key) = self.value(depth + 1)? else {
                // A set: the feed has some, none of prices.
                if !self.take(',') && !self.rest().starts_with('}') {
                    return Err(self.wrong(&texts::should_follow('}')));
                }
                continue;
            };
            if self.take(':') {
                let value = self.value(depth + 1)?;
                map.insert(key, value);
            }
            if !self.take(',') && !self.rest().starts_with('}') {
                return Err(self.wrong(&texts::should_follow('}')));
            }
        }
    }

    fn number(&mut self) -> Result<Value, Error> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_')))
            .unwrap_or(rest.len());
        let digits = rest.get(..end).unwrap_or_default().replace('_', "");
        let number = number::parse(&digits).filter(|number| number.is_finite());
        let Some(number) = number else {
            return Err(self.wrong(&texts::not_a_number(&digits)));
        };
        self.at += end;
        Ok(number.into())
    }

    /// One text or several that stand side by side, which Python joins.
    fn text(&mut self) -> Result<Value, Error> {
        let mut out = String::new();
        while let Some(quote) = self.rest().chars().next().filter(|c| matches!(c, '\'' | '"')) {
            let start = self.at;
            self.at += 1;
            let mut chars = self.rest().char_indices();
            let end = loop {
                match chars.next() {
                    None | Some((_, '\n')) => {
                        self.at = start;
                        return Err(self.wrong(texts::OPEN_TEXT));
                    }
                    Some((at, c)) if c == quote => break at + 1,
                    Some((_, '\\')) => match chars.next() {
                        Some((_, 'n')) => out.push('\n'),
                        Some((_, 't')) => out.push('\t'),
                        Some((_, c @ ('\\' | '\'' | '"'))) => out.push(c),
                        // Codes of characters occur in patterns and notes, never in names or prices.
                        Some((_, c)) => out.extend(['\\', c]),
                        None => {}
                    },
                    Some((_, c)) => out.push(c),
                }
            };
            self.at += end;
            self.space();
        }
        Ok(Value::String(out))
    }

    fn named(&mut self, depth: usize) -> Result<Value, Error> {
        let name = self.word();
        if !self.take('(') {
            return Ok(match name {
                "True" => Value::Bool(true),
                "False" => Value::Bool(false),
                _ => Value::Null,
            });
        }
        let (mut named, mut plain) = (Map::new(), Vec::new());
        loop {
            if self.take(')') {
                break;
            }
            let start = self.at;
            let key = self.word();
            if !key.is_empty() && self.take('=') {
                let value = self.value(depth + 1)?;
                named.insert(key.to_owned(), value);
            } else {
                self.at = start;
                plain.push(self.value(depth + 1)?);
            }
            if !self.take(',') && !self.rest().starts_with(')') {
                return Err(self.wrong(&texts::should_follow(')')));
            }
        }
        let whole = |i: usize| plain.get(i).and_then(Value::as_f64).unwrap_or(0.0);
        Ok(match name {
            "Decimal" => plain.into_iter().next().unwrap_or(Value::Null),
            "datetime.date" => Value::String(format!("{:04}-{:02}-{:02}", whole(0), whole(1), whole(2))),
            "datetime.time" => Value::String(format!("{:02}:{:02}", whole(0), whole(1))),
            _ => Value::Object(named),
        })
    }
}

//! The steps of the history: Back is undo, Forward is redo.

/// Where the page stands among the entries that it has added to the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// The entry shown.
    at: u32,
    /// The last entry.
    last: u32,
    /// Whether the last entry was added by a movement that is not finished: its next value replaces it.
    is_moving: bool,
}

/// How the address is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// As a new entry.
    Push,
    /// In place of the entry shown.
    Replace,
}

impl Steps {
    /// Whether an earlier entry of the page exists, so that Back does not leave it.
    #[must_use]
    pub const fn can_undo(self) -> bool {
        self.at > 0
    }

    /// Whether a later entry exists.
    #[must_use]
    pub const fn can_redo(self) -> bool {
        self.at < self.last
    }

    /// The number of the entry shown, which the browser keeps with it.
    #[must_use]
    pub const fn at(self) -> u32 {
        self.at
    }

    /// A change to write: a movement is one step from its first value on, so that undoing it leads to where it began.
    #[must_use]
    pub const fn written(self, is_final: bool) -> (Self, Write) {
        if self.is_moving {
            let still = Self {
                is_moving: !is_final,
                ..self
            };
            return (still, Write::Replace);
        }
        let next = Self {
            at: self.at + 1,
            last: self.at + 1,
            is_moving: !is_final,
        };
        (next, Write::Push)
    }

    /// The browser shows another entry: that of its number, or one without a number, which something else has added.
    #[must_use]
    pub fn moved_to(self, number: Option<u32>) -> Self {
        let is_moving = false;
        match number {
            Some(at) => Self {
                at,
                last: self.last.max(at),
                is_moving,
            },
            None => Self {
                at: self.at + 1,
                last: self.at + 1,
                is_moving,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_is_one_step_however_often_it_is_written() {
        let (steps, first) = Steps::default().written(false);
        let (steps, second) = steps.written(false);
        let (steps, last) = steps.written(true);
        assert_eq!(
            [first, second, last],
            [Write::Push, Write::Replace, Write::Replace]
        );
        assert_eq!(steps.at(), 1);
        let (steps, next) = steps.written(true);
        assert_eq!((next, steps.at()), (Write::Push, 2));
    }

    #[test]
    fn undo_stops_at_the_first_entry_and_redo_at_the_last() {
        let start = Steps::default();
        assert!(!start.can_undo() && !start.can_redo());
        let two = start.written(true).0.written(true).0;
        assert!(two.can_undo() && !two.can_redo());
        let back = two.moved_to(Some(1)).moved_to(Some(0));
        assert!(!back.can_undo() && back.can_redo());
        let other = back.written(true).0;
        assert!(
            other.can_undo() && !other.can_redo(),
            "a new change ends what could be redone"
        );
    }

    #[test]
    fn an_entry_that_something_else_adds_is_a_step_too() {
        let steps = Steps::default().moved_to(None);
        assert!(steps.can_undo() && steps.at() == 1);
    }
}

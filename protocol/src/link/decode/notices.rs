//! The notices of a link as they come up while it is read.

use crate::link::{MAX_NOTICES, Notice};

/// Notices that are put into words at the most, those that say the same included: naming the nearest input takes time.
const MOST_WORDED: usize = 2 * MAX_NOTICES;

/// Faults past which readings are no longer compared.
pub(super) const MANY: usize = MAX_NOTICES + 1;

/// The notices so far. Past the most that are given they are only counted, so that a link made to be slow is not.
#[derive(Clone, Default)]
pub(super) struct Notices {
    pub(super) given: Vec<Notice>,
    left_out: usize,
    /// How many were put into words, those that said the same included.
    worded: usize,
    /// How many there are but those that only say which version made the link.
    pub(super) faults: usize,
    /// Whether they are only counted, to compare one reading with another.
    pub(super) is_counted: bool,
}

impl Notices {
    pub(super) fn counted() -> Self {
        Self {
            is_counted: true,
            ..Self::default()
        }
    }

    /// A fault.
    pub(super) fn push(&mut self, notice: impl FnOnce() -> Notice) {
        self.faults += 1;
        self.say(notice);
    }

    /// What is no fault.
    pub(super) fn say(&mut self, notice: impl FnOnce() -> Notice) {
        if self.takes_more() {
            self.worded += 1;
            let notice = notice();
            // The same is said once.
            if !self.given.contains(&notice) {
                self.given.push(notice);
            }
        } else {
            self.left_out += 1;
        }
    }

    /// A fault without words.
    pub(super) const fn leave_out(&mut self) {
        self.faults += 1;
        self.left_out += 1;
    }

    /// Whether one more is given in words.
    pub(super) const fn takes_more(&self) -> bool {
        !self.is_counted && self.given.len() < MAX_NOTICES && self.worded < MOST_WORDED
    }

    /// Whether they are only counted and there are so many that no more matter.
    pub(super) const fn is_full_count(&self) -> bool {
        self.is_counted && self.faults >= MANY
    }

    pub(super) fn finished(mut self) -> Vec<Notice> {
        if self.left_out > 0 {
            self.given.push(Notice::More { count: self.left_out });
        }
        self.given
    }
}

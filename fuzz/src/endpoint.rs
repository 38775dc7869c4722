//! The reader of streamed answers out of the load generator, compiled here by itself: without the HTTP client that the rest of it needs.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "made for the load generator, which uses all of it"
)]
#[path = "../../measure/endpoint/src/endpoint/answer.rs"]
pub(crate) mod answer;
#[allow(dead_code, reason = "made for the load generator, which uses all of it")]
#[path = "../../measure/endpoint/src/endpoint/events.rs"]
mod events;

/// What the reader fails with, of the many ways in which a request can.
pub(crate) mod failure {
    /// Stands for the load generator's own, which also speaks of HTTP.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum RequestError {
        WebPage,
        NotStreamed,
        Malformed,
        Reported,
        Cut,
        Endless,
        Empty,
        Hidden,
    }

    impl RequestError {
        /// Which error the words of a server are about makes no difference to the reader.
        pub(crate) fn from_words(_words: &str) -> Self {
            Self::Reported
        }
    }
}

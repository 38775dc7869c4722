//! Prompts that come out as long as they were meant.

use std::time::Instant;

use super::client::{Client, SHORT_ANSWER};
use super::prompts::{Count, near};
use crate::RunError;

impl Client {
    /// Makes prompts of so many tokens come out right: asks the server for its count, corrects, and asks again.
    pub(crate) async fn fit(&self, tokens: u32) -> Result<(), RunError> {
        let count = self.count_of().await?;
        let Some(mut plan) = self.plan(tokens).await? else {
            let added = count.unwrap_or(Count::ASSUMED).added;
            return Err(RunError::new(format!(
                "a prompt of {tokens} tokens is too short: the endpoint's chat template alone takes {added:.0}"
            )));
        };
        let Some(count) = count else {
            return Ok(());
        };
        let mut counted = 0;
        for attempt in 0..3 {
            let prompt = self.text(plan, u64::MAX - attempt);
            let timing = self.time(&prompt, SHORT_ANSWER, Instant::now()).await?;
            let Some(found) = timing.prompt_tokens else {
                return Ok(());
            };
            counted = found;
            let by = f64::from(tokens) - f64::from(counted);
            let right = near(tokens, counted);
            if by != 0.0 {
                plan = count.corrected(plan, by);
            }
            if right {
                self.keep(tokens, plan);
                return Ok(());
            }
        }
        Err(mismatch(tokens, counted))
    }
}

/// The sentence for a count of prompt tokens that is not what was meant.
pub(crate) fn mismatch(meant: u32, counted: u32) -> RunError {
    RunError::new(format!(
        "prompts of {meant} tokens were meant, but the endpoint counted {counted}: it may cut prompts off without saying so, \
         or count in its own way; ask for a length within its context"
    ))
}

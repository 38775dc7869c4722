//! Fits prompts to their intended length by the server's own count.

use super::client::Client;
use super::prompts::{Count, near};
use crate::{RunError, text};

impl Client {
    /// Fits the prompts of that length: asks the server for its count, corrects, and asks again.
    pub(crate) async fn fit(&self, tokens: u32) -> Result<(), RunError> {
        let count = self.token_count().await?;
        let Some(mut plan) = self.plan(tokens).await? else {
            let added = count.unwrap_or(Count::ASSUMED).added;
            return Err(text::too_short(tokens, added));
        };
        let Some(count) = count else {
            return Ok(());
        };
        let mut counted = 0;
        for attempt in 0..3 {
            let prompt = self.prompt_text(plan, u64::MAX - attempt);
            let Some(found) = self.counted(&prompt).await? else {
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
        Err(text::mismatch(tokens, counted))
    }
}

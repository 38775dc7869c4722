//! Removes in the background what a run that was broken off has put into a store. A program that ends waits for it.

use std::sync::LazyLock;

use tokio::runtime::Handle;
use tokio::sync::watch;

/// Removals under way.
static UNDER_WAY: LazyLock<watch::Sender<usize>> = LazyLock::new(|| watch::Sender::new(0));

/// One of them, until it is dropped.
struct Removal;

impl Removal {
    fn begin() -> Self {
        UNDER_WAY.send_modify(|count| *count += 1);
        Self
    }
}

impl Drop for Removal {
    fn drop(&mut self) {
        UNDER_WAY.send_modify(|count| *count -= 1);
    }
}

/// Removes something after the run that would have done so is gone. Without a runtime nothing can be asked any more.
pub(crate) fn begin(removal: impl Future<Output = ()> + Send + 'static) {
    let Ok(runtime) = Handle::try_current() else {
        return;
    };
    let one = Removal::begin();
    runtime.spawn(async move {
        removal.await;
        drop(one);
    });
}

/// Waits until nothing is left to remove.
pub async fn removed() {
    let mut under_way = UNDER_WAY.subscribe();
    // The sender is never gone.
    let _ = under_way.wait_for(|count| *count == 0).await;
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn whoever_ends_waits_for_what_is_being_removed_and_for_no_more() {
        removed().await;
        let (go_on, wait) = oneshot::channel::<()>();
        begin(async move {
            let _ = wait.await;
        });
        let mut waiting = tokio::spawn(removed());
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("it is not removed yet"),
            () = tokio::task::yield_now() => {}
        }
        go_on.send(()).expect("it waits");
        waiting.await.expect("it is removed");
        // A removal that panics is over, too.
        begin(async { panic!("a fault") });
        removed().await;
    }
}

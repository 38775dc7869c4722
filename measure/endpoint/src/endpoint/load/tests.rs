//! The loops under a clock that stands still until all wait.

use std::sync::Mutex;

use super::*;

/// A server that answers `slots` at a time, each in `takes`; the rest wait.
struct Queue {
    slots: tokio::sync::Semaphore,
    takes: Duration,
    /// Number, intended start and sending of each request.
    seen: Mutex<Vec<(u64, Instant, Instant)>>,
    at_once: Mutex<(usize, usize)>,
}

impl Queue {
    fn new(slots: usize, takes: Duration) -> Arc<Self> {
        Arc::new(Self {
            slots: tokio::sync::Semaphore::new(slots),
            takes,
            seen: Mutex::default(),
            at_once: Mutex::default(),
        })
    }
}

fn answered(intended: Instant) -> Timing {
    let ms = intended.elapsed().as_secs_f64() * 1e3;
    Timing {
        late_ms: 0.0,
        ttft_ms: ms,
        thinking_ms: None,
        tpot_ms: None,
        e2e_ms: ms,
        prompt_tokens: None,
        completion_tokens: None,
        hidden_tokens: None,
        ended_early: false,
        one_piece: false,
    }
}

impl Requests for Queue {
    type Prepared = u64;

    fn prepare(&self, number: u64) -> u64 {
        number
    }

    async fn send(&self, number: u64, intended: Instant) -> Outcome {
        self.seen.lock().unwrap().push((number, intended, Instant::now()));
        {
            let mut at_once = self.at_once.lock().unwrap();
            at_once.0 += 1;
            at_once.1 = at_once.1.max(at_once.0);
        }
        let slot = self.slots.acquire().await.unwrap();
        tokio::time::sleep(self.takes).await;
        drop(slot);
        self.at_once.lock().unwrap().0 -= 1;
        Ok(answered(intended))
    }
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_closed_loop_keeps_so_many_in_flight_and_sends_each_once() {
    let queue = Queue::new(100, SECOND);
    let mut outcomes = 0;
    let end = closed(&queue, 7, 50, |outcome, _| {
        assert_eq!(outcome.unwrap().e2e_ms, 1000.0);
        outcomes += 1;
        ControlFlow::Continue(())
    })
    .await;
    assert_eq!((end, outcomes), (End::Complete, 50));
    assert_eq!(queue.at_once.lock().unwrap().1, 7);
    let mut numbers: Vec<u64> = queue.seen.lock().unwrap().iter().map(|s| s.0).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..50).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_closed_loop_ends_where_the_collector_says() {
    let queue = Queue::new(100, SECOND);
    let mut left = 10;
    let end = closed(&queue, 4, 1000, |_, _| {
        left -= 1;
        if left == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
    .await;
    assert_eq!(end, End::Stopped);
    tokio::time::sleep(SECOND * 5).await;
    let sent = queue.seen.lock().unwrap().len();
    // Four answers come at a time: twelve by then, and four more had been sent on at the same moment.
    assert!(sent <= 16, "{sent} sent for 10 answers to 4 clients");
}

#[tokio::test(start_paused = true)]
async fn an_open_loop_sends_by_the_schedule_and_counts_from_it() {
    // One at a time, a second each, though they arrive all within a second: the last waits for the others.
    let queue = Queue::new(1, SECOND);
    let schedule = (0..5).map(|i| Duration::from_millis(i * 100));
    let begun = Instant::now();
    let mut times = Vec::new();
    let end = open(
        &queue,
        10.0,
        schedule,
        5,
        tokio::time::sleep_until,
        |outcome, _| {
            times.push(outcome.unwrap().e2e_ms);
            ControlFlow::Continue(())
        },
    )
    .await;
    assert_eq!(end, End::Complete);
    assert_eq!(times, [1000.0, 1900.0, 2800.0, 3700.0, 4600.0]);
    let intended: Vec<Duration> = queue.seen.lock().unwrap().iter().map(|s| s.1 - begun).collect();
    assert_eq!(
        intended,
        (0..5).map(|i| Duration::from_millis(i * 100)).collect::<Vec<_>>()
    );
}

#[tokio::test(start_paused = true)]
async fn lateness_of_the_sender_is_part_of_the_time() {
    let queue = Queue::new(10, SECOND);
    // The wait is over a second late each time, as on a machine that is too busy.
    let late = async |at: Instant| tokio::time::sleep_until(at + SECOND).await;
    let mut times = Vec::new();
    open(
        &queue,
        1.0,
        [Duration::ZERO].into_iter(),
        1,
        late,
        |outcome, _| {
            times.push(outcome.unwrap().e2e_ms);
            ControlFlow::Continue(())
        },
    )
    .await;
    assert_eq!(times, [2000.0]);
}

async fn loaded(queue: &Arc<Queue>, rate: f64, count: u64) -> (End, u64) {
    let mut answers = 0;
    let end = open(
        queue,
        rate,
        arrivals(rate, 1),
        count,
        tokio::time::sleep_until,
        |outcome, _| {
            answers += u64::from(outcome.is_ok());
            ControlFlow::Continue(())
        },
    )
    .await;
    (end, answers)
}

#[tokio::test(start_paused = true)]
async fn a_server_that_keeps_up_is_sent_everything() {
    // Ten a second can be answered; 8 arrive. And one where 2,000 are on their way at once, as each takes 20 s.
    let busy = Queue::new(10, SECOND);
    assert_eq!(loaded(&busy, 8.0, 5000).await, (End::Complete, 5000));
    let wide = Queue::new(100_000, SECOND * 20);
    assert_eq!(loaded(&wide, 100.0, 10_000).await, (End::Complete, 10_000));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_falls_behind_is_sent_no_more_and_its_answers_are_kept() {
    // Ten a second can be answered, 20 arrive.
    let queue = Queue::new(10, SECOND);
    let (end, answers) = loaded(&queue, 20.0, 100_000).await;
    let End::Saturated {
        sent,
        unanswered,
        lost,
    } = end
    else {
        panic!("{end:?}")
    };
    assert!(sent < 1000, "stopped after {sent}");
    assert!(unanswered > 64, "{unanswered} unanswered");
    assert_eq!(answers + lost, sent);
    assert!(answers > sent - unanswered, "those on their way were waited for");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_sent_no_more_than_one_process_can_hold() {
    let queue = Queue::new(0, SECOND);
    let (end, answers) = loaded(&queue, 1000.0, 100_000).await;
    let End::Saturated { sent, lost, .. } = end else {
        panic!("{end:?}")
    };
    assert_eq!((sent, lost, answers), (4096, 4096, 0));
}

/// The gaps of a Poisson process are exponential: Kolmogorov–Smirnov against that distribution, and the counts of equal spans
/// have a variance as large as their mean.
#[test]
fn arrivals_are_a_poisson_process() {
    const N: usize = 20_000;
    let rate = 40.0;
    let at: Vec<f64> = arrivals(rate, 5).take(N).map(|d| d.as_secs_f64()).collect();
    let mut gaps: Vec<f64> = std::iter::once(at[0])
        .chain(at.windows(2).map(|p| p[1] - p[0]))
        .collect();
    gaps.sort_by(f64::total_cmp);
    let distance = gaps
        .iter()
        .enumerate()
        .map(|(i, gap)| {
            let theory = 1.0 - (-rate * gap).exp();
            (theory - i as f64 / N as f64)
                .abs()
                .max((theory - (i + 1) as f64 / N as f64).abs())
        })
        .fold(0.0, f64::max);
    // 1.63 / √n is passed once in a hundred seeds.
    assert!(distance < 1.63 / (N as f64).sqrt(), "distance {distance}");

    let spans = (at[N - 1] * 2.0) as usize;
    let mut counts = vec![0.0; spans];
    for a in &at {
        if let Some(count) = counts.get_mut((a * 2.0) as usize) {
            *count += 1.0;
        }
    }
    let mean = counts.iter().sum::<f64>() / spans as f64;
    let variance = counts.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / (spans - 1) as f64;
    // The ratio's standard deviation is √(2 / spans), 0.045 here.
    assert!((mean - rate / 2.0).abs() < 0.5, "mean {mean}");
    assert!(
        (variance / mean - 1.0).abs() < 0.15,
        "variance over mean {}",
        variance / mean
    );

    let again: Vec<f64> = arrivals(rate, 5).take(100).map(|d| d.as_secs_f64()).collect();
    assert_eq!(again, at[..100], "the same seed");
    let other: Vec<f64> = arrivals(rate, 6).take(100).map(|d| d.as_secs_f64()).collect();
    assert_ne!(other, at[..100], "another seed");
}

#[tokio::test]
async fn the_precise_wait_is_never_too_short() {
    for micros in [0, 10, 900, 1100, 5300] {
        let at = Instant::now() + Duration::from_micros(micros);
        precisely(at).await;
        assert!(Instant::now() >= at);
    }
    precisely(Instant::now() - SECOND).await;
}

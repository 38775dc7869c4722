//! Where cumulative and monthly costs cross.

use super::{base, by_token, world};
use crate::common::close;
use Strategy::{LongContext, Lora, Prompt, Rag};
use forkcast_engine::calendar::DAYS_PER_MONTH;
use forkcast_engine::cost::crossover;
use forkcast_engine::explore::volume;
use forkcast_engine::report::Crossover;
use forkcast_engine::scenario::{Supply, TrainingPlace};
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::{Catalog, Scenario, Strategy};

/// Cumulative costs of which only the first three strategies' matter: the others lie apart and far above.
fn cumulative(prompt: &[f64], long_context: &[f64], rag: &[f64]) -> Vec<Crossover> {
    let far: Vec<Vec<f64>> = (1..=STRATEGIES)
        .map(|i| vec![1e6 * i as f64; prompt.len()])
        .collect();
    crossover::months(std::array::from_fn(|i| {
        let x = Strategy::ALL[i];
        if x == Prompt {
            prompt
        } else if x == LongContext {
            long_context
        } else if x == Rag {
            rag
        } else {
            &far[i]
        }
    }))
}

#[test]
fn cumulative_costs_cross_where_their_straight_lines_do() {
    let far = [1e5; 5];
    // The gap goes from −5 to +3 within the first month: five eighths of it, at 6.25 USD.
    assert_eq!(
        cumulative(&[0.0, 10.0], &[5.0, 7.0], &[1e5; 2]),
        [Crossover {
            before: Prompt,
            after: LongContext,
            month: 0.625,
            usd: 6.25
        }]
    );
    // There and back, the second in the fourth month; the dearer one first in the table.
    let back = cumulative(
        &[8.0, 10.0, 12.0, 14.0, 16.0],
        &[2.0, 6.0, 14.0, 18.0, 12.0],
        &far,
    );
    assert_eq!(
        back,
        [
            Crossover {
                before: LongContext,
                after: Prompt,
                month: 1.0 + 4.0 / 6.0,
                usd: 10.0 + 2.0 * 4.0 / 6.0
            },
            Crossover {
                before: Prompt,
                after: LongContext,
                month: 3.5,
                usd: 15.0
            },
        ]
    );
    // Level for a month: the crossing lies between the months that differ.
    assert_eq!(
        cumulative(&[0.0, 1.0, 5.0, 10.0, 12.0], &[4.0, 5.0, 5.0, 6.0, 7.0], &far),
        [Crossover {
            before: Prompt,
            after: LongContext,
            month: 2.0,
            usd: 5.5
        }]
    );
    // Touching, or level from the start, is no crossing.
    assert_eq!(cumulative(&[0.0, 5.0, 6.0], &[4.0, 5.0, 8.0], &[1e5; 3]), []);
    assert_eq!(cumulative(&[4.0, 4.0, 6.0], &[4.0, 4.0, 8.0], &[1e5; 3]), []);
    // Several pairs, in the order of their months.
    let order: Vec<f64> = cumulative(&[0.0, 4.0, 8.0, 12.0], &[6.0; 4], &[2.0; 4])
        .iter()
        .map(|c| c.month)
        .collect();
    assert_eq!(order, [0.5, 1.5]);
}

/// A tuned model at the base model's price: it saves the examples in the prompt and costs its upkeep and releases.
fn fork() -> (Scenario, Catalog) {
    let mut c = world();
    c.models.to_mut()[0].tuning.to_mut()[0].serving = by_token(1.0, 4.0);
    let s = Scenario {
        few_shot: 10.0,
        new_facts_share: 0.0,
        change_share: 0.0,
        training_place: TrainingPlace::Managed,
        ..base()
    };
    (s, c)
}

#[test]
fn monthly_costs_cross_at_the_volume_that_pays_for_the_upkeep() {
    let (s, c) = fork();
    // 0.6 M tokens at 2 USD a million, and eight hours, every twelve months; nineteen hours more of upkeep; 0.001 USD saved a question.
    let queries = (19.0 * 50.0 + (1.2 + 400.0) / 12.0) / 0.001;
    let per_day = queries / DAYS_PER_MONTH;
    let sweep = volume::sweep(&s, &c, 57);
    let found = sweep
        .crossovers
        .iter()
        .find(|x| x.below == Prompt && x.above == Lora)
        .expect("they cross");
    assert!(
        (found.queries_per_day / per_day - 1.0).abs() < 1.5e-3,
        "{found:?}, by hand {per_day}"
    );
    let usd = 50.0 + queries * (1600e-6 + 800e-6);
    assert!((found.usd / usd - 1.0).abs() < 1.5e-3, "{found:?}, by hand {usd}");
    assert_eq!(
        sweep
            .crossovers
            .iter()
            .filter(|x| [x.below, x.above] == [Lora, Prompt])
            .count(),
        0
    );
    // The lines are those of single volumes, from one question a day to ten million, even in the logarithm.
    let volumes = &sweep.queries_per_day;
    assert_eq!((volumes.len(), volumes[0]), (57, 1.0));
    close(volumes[56], 1e7);
    close(volumes[28], 1e7f64.sqrt());
    for (i, queries) in volumes.iter().enumerate() {
        let at = volume::monthly_usd(&s, &c, *queries);
        for strategy in Strategy::ALL {
            assert_eq!(sweep.monthly_usd[strategy.index()][i], at[strategy.index()]);
        }
        close(at[0], 50.0 + queries * DAYS_PER_MONTH * 2400e-6);
    }
    assert_eq!(volume::sweep(&s, &c, 0).queries_per_day.len(), 2);
}

#[test]
fn a_crossing_is_as_exact_at_few_questions_as_at_many() {
    // At a thousand times the price of a token a thousandth of the questions pays for the upkeep.
    let (s, mut c) = fork();
    let model = &mut c.models.to_mut()[0];
    (model.input_usd_per_m, model.output_usd_per_m) = (1e3, 4e3);
    model.tuning.to_mut()[0].serving = by_token(1e3, 4e3);
    let per_day = (19.0 * 50.0 + (1.2 + 400.0) / 12.0) / DAYS_PER_MONTH;
    for points in [57, 58, 59, 60] {
        let sweep = volume::sweep(&s, &c, points);
        let found = sweep
            .crossovers
            .iter()
            .find(|x| x.below == Prompt && x.above == Lora)
            .expect("they cross");
        assert!(
            (found.queries_per_day / per_day - 1.0).abs() < 1.5e-3,
            "{found:?}, by hand {per_day}"
        );
    }
}

#[test]
fn strategies_that_need_the_same_gpus_cross_nowhere() {
    let s = Scenario {
        supply: Supply::OwnGpus,
        corpus_tokens: 20_000.0,
        ..base()
    };
    let sweep = volume::sweep(&s, &world(), 57);
    let (prompt, long) = (
        &sweep.monthly_usd[Prompt.index()],
        &sweep.monthly_usd[LongContext.index()],
    );
    assert!(
        prompt[0] == long[0] && prompt[56] < long[56],
        "level at first, dearer at last"
    );
    assert!(
        !sweep
            .crossovers
            .iter()
            .any(|x| [x.below, x.above] == [Prompt, LongContext]
                || [x.below, x.above] == [LongContext, Prompt])
    );
}

//! How good the answers are: right in their facts (knowledge) times kept in form (behaviour).

pub mod ability;
pub mod behaviour;
pub mod knowledge;
pub mod retrieval;
pub mod teacher;

use crate::assumptions::Calibration;
use crate::catalog::Catalog;
use crate::report::Quality;
use crate::scenario::Scenario;
use crate::strategy::{Baked, Context, Form, Method, Strategy, Tuning};
use ability::Ability;
use retrieval::Retrieved;
use teacher::Made;

/// What is the same for every approach: the costly parts of the formulas.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    /// The model in use.
    pub ability: Ability,
    /// Share of what training can teach that was learned.
    pub learned: f64,
    /// What wrong labels leave of what a trained model does right.
    pub noise: f64,
    /// Share of strict answers whose form prompting alone keeps, and with a grammar.
    alone: f64,
    constrained: f64,
    /// The same of a prompt with passages or the corpus, and of a trained model; these and the next with a grammar where one is added.
    prompted: f64,
    tuned: f64,
    /// The same of each further way to hold a prompted model to the form, and of a model that was trained on a teacher's examples.
    found: f64,
    optimised: f64,
    distilled: f64,
    /// How much of the limit on data is used by training, by training on a teacher's examples, by searching for examples, and by optimising.
    data_used: f64,
    made_used: f64,
    pool_used: f64,
    graded_used: f64,
    baked_fresh: f64,
    indexed_fresh: f64,
    whole_fresh: f64,
    uptake: f64,
    retrieved: Retrieved,
    distraction: f64,
    /// The examples of the teacher.
    pub made: Made,
}

impl Shared {
    /// Those of a scenario.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog) -> Self {
        let c = &catalog.calibration;
        let ability = Ability::of(s, catalog);
        let usable = behaviour::effective_examples(s, s.examples);
        let learned = behaviour::curve(usable, behaviour::trained_half(s, c), behaviour::TRAINED_POWER);
        let noise = behaviour::kept_in_noise(s, c);
        let style = behaviour::prompted(s, &ability, s.few_shot, c);
        // What a grammar lets through at the least; nothing where none is added.
        let grammar = if s.adds_grammar(catalog) {
            ability.constrained
        } else {
            0.0
        };
        let syntax = ability.tool_call.max(grammar);
        let trained = |learned: f64, noise: f64| {
            behaviour::compliance(
                s,
                behaviour::tuned_syntax(&ability, learned, noise, c).max(grammar),
                behaviour::tuned(&ability, learned, noise, c),
            )
        };
        let tuned = trained(learned, noise);
        // Where the pool is too small to search, those that it has are shown as they are.
        let at_random = behaviour::prompted(s, &ability, s.few_shot.min(usable), c);
        let found = behaviour::retrieved_examples(s, &ability, s.few_shot, usable, c).max(at_random);
        let optimised = behaviour::optimised(s, &ability, style, usable, c);
        // A teacher's mistakes are the same over and over, so training learns them.
        let made = Made::of(s, catalog);
        let made_right = made.right;
        let made_usable = s.made_examples * made_right;
        let made_learned = behaviour::curve(
            made_usable,
            behaviour::trained_half(s, c),
            behaviour::TRAINED_POWER,
        );
        let data_used = behaviour::enough_examples(s, &ability, noise, c) / usable.max(1e-9);
        let made_used = behaviour::enough_examples(s, &ability, made_right, c) / made_usable.max(1e-9);
        let retrieved = Retrieved::of(s, catalog);
        // A corpus that follows each change holds none that is not true any more.
        let rebuilt = s.corpus_refresh_days.unwrap_or(0.0);
        Self {
            ability,
            learned,
            noise,
            alone: behaviour::compliance(s, ability.tool_call, style),
            prompted: behaviour::compliance(s, syntax, style),
            tuned,
            constrained: behaviour::compliance(s, ability.constrained, style),
            found: behaviour::compliance(s, syntax, found),
            optimised: behaviour::compliance(s, syntax, optimised.max(0.0)),
            distilled: tuned.max(trained(made_learned, made_right)),
            data_used,
            made_used: data_used.min(made_used),
            pool_used: behaviour::POOL_NEEDED * s.few_shot / usable.max(1e-9),
            graded_used: behaviour::GRADED_NEEDED / usable.max(1e-9),
            baked_fresh: knowledge::baked_fresh_share(s, knowledge::release_interval_days(s, c)),
            indexed_fresh: knowledge::baked_fresh_share(s, rebuilt + c.index_lag_minutes / (24.0 * 60.0)),
            whole_fresh: knowledge::baked_fresh_share(s, rebuilt),
            uptake: knowledge::uptake(s.wordings, c),
            distraction: retrieval::crowded_distraction(c, retrieved.crowding),
            retrieved,
            made,
        }
    }

    /// How much of the limit on data a trained model uses: usable examples that are enough over those at hand.
    #[must_use]
    pub const fn data_used(&self) -> f64 {
        self.data_used
    }

    /// How much of the limit on data an approach uses; nothing where it needs no examples.
    #[must_use]
    pub const fn data_used_by(&self, strategy: Strategy) -> f64 {
        let profile = strategy.profile();
        match (profile.tuning, profile.form) {
            (Tuning::By(_) | Tuning::Cheapest, _) if strategy.makes_examples() => self.made_used,
            (Tuning::By(_) | Tuning::Cheapest, _) => self.data_used,
            (Tuning::None, Form::FoundExamples) => self.pool_used,
            (Tuning::None, Form::Optimised) => self.graded_used,
            (Tuning::None, Form::Instructions | Form::Grammar) => 0.0,
        }
    }

    /// Share of strict answers whose form an approach keeps.
    const fn compliance(&self, strategy: Strategy) -> f64 {
        let profile = strategy.profile();
        match (profile.tuning, profile.form) {
            (Tuning::By(_) | Tuning::Cheapest, _) if strategy.makes_examples() => self.distilled,
            (Tuning::By(_) | Tuning::Cheapest, _) => self.tuned,
            (Tuning::None, Form::Instructions) if strategy.takes_grammar() => self.prompted,
            (Tuning::None, Form::Instructions) => self.alone,
            (Tuning::None, Form::Grammar) => self.constrained,
            (Tuning::None, Form::FoundExamples) => self.found,
            (Tuning::None, Form::Optimised) => self.optimised,
        }
    }
}

/// Usable examples that are enough by these assumptions.
#[must_use]
pub fn enough_examples(s: &Scenario, catalog: &Catalog, c: &Calibration) -> f64 {
    let ability = Ability::by(s, catalog, c);
    behaviour::enough_examples(s, &ability, behaviour::kept_in_noise(s, c), c)
}

/// Quality of `strategy`'s answers; `method` is how a tuned model is trained.
#[must_use]
pub fn assess(s: &Scenario, catalog: &Catalog, strategy: Strategy, method: Method) -> Quality {
    assess_shared(s, catalog, &Shared::of(s, catalog), strategy, method)
}

/// The same with the shared parts at hand.
///
/// The questions fall into two kinds, weighed by `new_facts_share`: those that need facts the base model has not seen and those
/// that do not. Each kind has its own prior; the knowledge part is the same formula for both.
#[must_use]
pub fn assess_shared(
    s: &Scenario,
    catalog: &Catalog,
    shared: &Shared,
    strategy: Strategy,
    method: Method,
) -> Quality {
    let c = &catalog.calibration;
    let a = &shared.ability;
    let tuned = strategy.tunes();
    let known = if tuned && method == Method::Full {
        a.known * (1.0 - c.full_forgetting)
    } else {
        a.known
    };
    let baked_fresh = shared.baked_fresh;
    // What training bakes in is only worth having while it is true. Adapters have less room for facts than all weights.
    let true_share = match strategy.profile().baked {
        Baked::Nothing => 0.0,
        Baked::Stable => 1.0 - s.change_share,
        Baked::All => baked_fresh,
    };
    let room = match method {
        Method::Full => 1.0,
        Method::Lora | Method::Qlora => c.lora_uptake,
    };
    let new = knowledge::fine_tuned(a.new, shared.uptake * room * true_share);
    let declines = if tuned {
        a.declines * c.declines_kept
    } else {
        a.declines
    };
    let alone = Alone { known, new, declines };
    let given = |recall, use_of| with_passages(s, c, &alone, shared.distraction, recall, use_of);
    let retrieved = |use_of| {
        let Retrieved {
            recall,
            found,
            crowding,
        } = shared.retrieved;
        let found = if strategy.iterates() {
            retrieval::iterated_search(recall, s.hops_share, s.search_rounds)
        } else {
            found
        };
        given(found, retrieval::crowded_use(use_of, crowding))
    };
    let (knowledge_part, silent) = match strategy.profile().context {
        Context::None => plain(s, &alone),
        Context::Retrieved if tuned => retrieved(knowledge::hybrid_use(
            a,
            c,
            s.hybrid_training,
            shared.learned,
            shared.noise,
        )),
        Context::Retrieved => retrieved(a.passage_use),
        // The whole corpus always contains the passage.
        Context::Whole => given(1.0, a.long_context_use(s.corpus_tokens)),
    };
    let fresh = match strategy.profile().context {
        Context::None if tuned => 1.0 - s.new_facts_share * (1.0 - baked_fresh),
        Context::None => 1.0 - s.new_facts_share,
        Context::Retrieved => 1.0 - s.new_facts_share * (1.0 - shared.indexed_fresh),
        Context::Whole => 1.0 - s.new_facts_share * (1.0 - shared.whole_fresh),
    };
    let behaviour = behaviour::worth_kept(s, shared.compliance(strategy));
    Quality {
        p_correct: knowledge_part * behaviour,
        knowledge: knowledge_part,
        behaviour,
        silent_failure: silent,
        fresh,
    }
}

fn mix(s: &Scenario, known: f64, new: f64) -> f64 {
    s.new_facts_share * new + (1.0 - s.new_facts_share) * known
}

/// A model without passages.
struct Alone {
    /// Share right of questions that need no new facts.
    known: f64,
    /// The same of those that do.
    new: f64,
    /// Share of its wrong answers that it withholds or flags.
    declines: f64,
}

/// Share right, and share wrong with nothing to show it, of a model that is given passages.
fn with_passages(
    s: &Scenario,
    c: &Calibration,
    alone: &Alone,
    distraction: f64,
    recall: f64,
    use_of: f64,
) -> (f64, f64) {
    // A question that needs none of your facts has nothing to gain from a passage, and the same to lose from a wrong one. Nor does a
    // citation show that its answer is wrong.
    let Alone { known, new, declines } = *alone;
    let known = knowledge::with_passages(recall, 0.0, known, distraction);
    (
        mix(
            s,
            known,
            knowledge::with_passages(recall, use_of, new, distraction),
        ),
        mix(
            s,
            (1.0 - known) * (1.0 - declines),
            knowledge::silent_with_passages(recall, use_of, new, declines, distraction, c.caught_by_citation),
        ),
    )
}

fn plain(s: &Scenario, alone: &Alone) -> (f64, f64) {
    let right = mix(s, alone.known, alone.new);
    (right, (1.0 - right) * (1.0 - alone.declines))
}

/// Whether retrieval, as good as it is in this scenario, leaves the base model worse off than without.
#[must_use]
pub fn retrieval_hurts(s: &Scenario, catalog: &Catalog) -> bool {
    let rag = assess(s, catalog, Strategy::RETRIEVAL, Method::Lora).knowledge;
    rag < assess(s, catalog, Strategy::BASELINE, Method::Lora).knowledge
}

//! The approaches that every scenario is judged on, always all of them, in one ranking.
//!
//! Each is one row of the table below. The rest of the program asks for properties of a row, never for an approach by its name, so
//! that an approach is added by a row here, its words in [`crate::text`] and its colour in the charts' theme.
//!
//! Over 600 lines: the table of approaches, and the properties that its rows are made of, each read beside the other.

/// What an approach puts into the prompt beside the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Nothing of the corpus.
    None,
    /// The passages found for the question.
    Retrieved,
    /// The whole corpus.
    Whole,
}

/// Whether and how an approach trains the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tuning {
    /// It does not.
    None,
    /// By this method.
    By(Method),
    /// By whichever method makes it cost least in total.
    Cheapest,
}

/// What holds the answers of a model that is not trained to the required form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Instructions, and examples that are the same for every question.
    Instructions,
    /// Those, and a grammar that lets no other syntax through.
    Grammar,
    /// Instructions, and the examples most like the question.
    FoundExamples,
    /// Instructions and examples that were searched for by trying them.
    Optimised,
}

/// How often an approach that retrieves searches for a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounds {
    /// Once.
    One,
    /// Again with what it has read, up to the scenario's number of rounds.
    Many,
}

/// What a model is trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Examples {
    /// The team's own examples.
    Own,
    /// Examples that another model makes, or the team's own where they teach more.
    Made,
}

/// Which facts of the corpus an approach trains into the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baked {
    /// None.
    Nothing,
    /// Those that never change; what changes is left to retrieval.
    Stable,
    /// All that questions need.
    All,
}

/// The answers to the question of how to adapt a model. The approaches of a family are one answer in several techniques.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Family {
    /// The model as it is, told what to do.
    Prompting,
    /// The whole corpus in the prompt.
    LongContext,
    /// Passages searched for.
    Retrieval,
    /// A trained model.
    FineTuning,
    /// A trained model that is given passages.
    Combined,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 5] = [
        Self::Prompting,
        Self::LongContext,
        Self::Retrieval,
        Self::FineTuning,
        Self::Combined,
    ];

    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Prompting => "prompting",
            Self::LongContext => "long-context",
            Self::Retrieval => "retrieval",
            Self::FineTuning => "fine-tuning",
            Self::Combined => "combined",
        }
    }

    /// The approach whose colour stands for the family.
    #[must_use]
    pub const fn face(self) -> Strategy {
        match self {
            Self::Prompting => Strategy::BASELINE,
            Self::LongContext => Strategy::LongContext,
            Self::Retrieval => Strategy::RETRIEVAL,
            Self::FineTuning => Strategy::TUNED,
            Self::Combined => Strategy::COMBINED,
        }
    }

    /// Its approaches.
    pub fn members(self) -> impl Iterator<Item = Strategy> {
        Strategy::ALL.into_iter().filter(move |s| s.family() == self)
    }
}

/// People's hours of an approach, in multiples of the scenario's three figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hours {
    /// Of the hours for prompting.
    pub prompting: f64,
    /// Of the hours for retrieval.
    pub retrieval: f64,
    /// Of the hours for fine-tuning.
    pub tuning: f64,
}

const fn hours(prompting: f64, retrieval: f64, tuning: f64) -> Hours {
    Hours {
        prompting,
        retrieval,
        tuning,
    }
}

/// Everything that the model knows of an approach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    /// Name in links, JSON and on the command line. Never changes once published.
    pub id: &'static str,
    /// The answer that it is a technique of.
    pub family: Family,
    /// Whether it refines no other approach. What is typical of a scenario's approaches is taken from these, so that a further technique
    /// moves nobody's score.
    pub basic: bool,
    /// What it puts into the prompt.
    pub context: Context,
    /// How it trains the model.
    pub tuning: Tuning,
    /// What holds its answers to the required form where nothing is trained.
    pub form: Form,
    /// How often it searches.
    pub rounds: Rounds,
    /// What it trains on.
    pub examples: Examples,
    /// Which facts it trains into the weights.
    pub baked: Baked,
    /// How well an answer names its source, 0 to 1: passages do; a corpus in the prompt can be quoted, though nothing says which part
    /// was used.
    pub traceability: f64,
    /// How few parts have to run, 0 to 1: a tuned model needs no retrieval step. A judgement.
    pub few_parts: f64,
    /// How freely the base model can be changed, 0 to 1: the same index serves any model, trained weights serve one. A judgement.
    pub portability: f64,
    /// Hours until it is live.
    pub build: Hours,
    /// Hours a month to maintain it.
    pub upkeep: Hours,
}

/// Makes the enum, the list of all approaches and the table of profiles from one row each.
macro_rules! approaches {
    ($($(#[doc = $doc:literal])+ $variant:ident: $profile:expr;)+) => {
        /// An approach to adapting a language model.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        pub enum Strategy {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Strategy {
            /// Every approach, in the order in which reports list them.
            pub const ALL: [Self; STRATEGIES] = [$(Self::$variant,)+];
        }

        /// How many approaches there are.
        pub const STRATEGIES: usize = [$(stringify!($variant),)+].len();

        static PROFILES: [Profile; STRATEGIES] = [$($profile,)+];
    };
}

approaches! {
    /// Instructions and a few examples in the prompt, nothing else.
    Prompt: Profile {
        id: "prompt",
        family: Family::Prompting,
        basic: true,
        context: Context::None,
        tuning: Tuning::None,
        form: Form::Instructions,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::Nothing,
        traceability: 0.0,
        few_parts: 1.0,
        portability: 0.95,
        build: hours(1.0, 0.0, 0.0),
        upkeep: hours(1.0, 0.0, 0.0),
    };
    /// Prompting with constrained decoding: a grammar or a schema lets no other syntax through.
    Structured: Profile {
        id: "structured",
        family: Family::Prompting,
        basic: false,
        context: Context::None,
        tuning: Tuning::None,
        form: Form::Grammar,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::Nothing,
        traceability: 0.0,
        few_parts: 0.95,
        portability: 0.9,
        build: hours(1.0, 0.0, 0.0),
        upkeep: hours(1.0, 0.0, 0.0),
    };
    /// Prompting with the labelled examples most like the question, searched for each time (dynamic few-shot).
    RetrievedExamples: Profile {
        id: "retrieved-examples",
        family: Family::Prompting,
        basic: false,
        context: Context::None,
        tuning: Tuning::None,
        form: Form::FoundExamples,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::Nothing,
        traceability: 0.0,
        few_parts: 0.8,
        portability: 0.9,
        // The search is over a few thousand examples: a third of what searching documents takes.
        build: hours(1.0, 0.33, 0.0),
        upkeep: hours(1.0, 0.25, 0.0),
    };
    /// Prompting with instructions and examples that an optimiser chose by trying them on graded examples.
    OptimisedPrompt: Profile {
        id: "optimised-prompt",
        family: Family::Prompting,
        basic: false,
        context: Context::None,
        tuning: Tuning::None,
        form: Form::Optimised,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::Nothing,
        traceability: 0.0,
        few_parts: 0.95,
        portability: 0.75,
        // The prompt, and half as much for the metric and the search.
        build: hours(1.5, 0.0, 0.0),
        upkeep: hours(1.0, 0.0, 0.0),
    };
    /// The whole corpus in every prompt, with prompt caching.
    LongContext: Profile {
        id: "long-context",
        family: Family::LongContext,
        basic: true,
        context: Context::Whole,
        tuning: Tuning::None,
        form: Form::Instructions,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::Nothing,
        traceability: 0.7,
        few_parts: 0.95,
        portability: 0.85,
        // The prompt, and as much again for assembling and ordering the corpus.
        build: hours(2.0, 0.0, 0.0),
        upkeep: hours(1.0, 0.0, 0.0),
    };
    /// Retrieval-augmented generation: the passages found for each question are put into its prompt.
    Rag: Profile {
        id: "rag",
        family: Family::Retrieval,
        basic: true,
        context: Context::Retrieved,
        tuning: Tuning::None,
        form: Form::Instructions,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::Nothing,
        traceability: 1.0,
        few_parts: 0.55,
        portability: 0.95,
        build: hours(0.0, 1.0, 0.0),
        upkeep: hours(0.0, 1.0, 0.0),
    };
    /// Retrieval in rounds: the model searches again with what it has read, until it has what it needs.
    Agentic: Profile {
        id: "agentic",
        family: Family::Retrieval,
        basic: false,
        context: Context::Retrieved,
        tuning: Tuning::None,
        form: Form::Instructions,
        rounds: Rounds::Many,
        examples: Examples::Own,
        baked: Baked::Nothing,
        traceability: 1.0,
        few_parts: 0.4,
        portability: 0.85,
        // Retrieval, and two fifths as much for the loop and its limits.
        build: hours(0.0, 1.4, 0.0),
        upkeep: hours(0.0, 1.3, 0.0),
    };
    /// Fine-tuning of all weights.
    FullFt: Profile {
        id: "full-ft",
        family: Family::FineTuning,
        basic: true,
        context: Context::None,
        tuning: Tuning::By(Method::Full),
        form: Form::Instructions,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::All,
        traceability: 0.0,
        few_parts: 0.6,
        portability: 0.2,
        build: hours(0.0, 0.0, 1.0),
        upkeep: hours(0.0, 0.0, 1.0),
    };
    /// Fine-tuning of low-rank adapters beside frozen weights.
    Lora: Profile {
        id: "lora",
        family: Family::FineTuning,
        basic: true,
        context: Context::None,
        tuning: Tuning::By(Method::Lora),
        form: Form::Instructions,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::All,
        traceability: 0.0,
        few_parts: 0.75,
        portability: 0.35,
        build: hours(0.0, 0.0, 1.0),
        upkeep: hours(0.0, 0.0, 1.0),
    };
    /// LoRA over weights held in four bits: less memory, no less time.
    Qlora: Profile {
        id: "qlora",
        family: Family::FineTuning,
        basic: true,
        context: Context::None,
        tuning: Tuning::By(Method::Qlora),
        form: Form::Instructions,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::All,
        traceability: 0.0,
        few_parts: 0.72,
        portability: 0.35,
        build: hours(0.0, 0.0, 1.0),
        upkeep: hours(0.0, 0.0, 1.0),
    };
    /// Fine-tuning on examples that a larger model makes: a teacher, whose outputs are filtered.
    Distilled: Profile {
        id: "distilled",
        family: Family::FineTuning,
        basic: false,
        context: Context::None,
        tuning: Tuning::Cheapest,
        form: Form::Instructions,
        rounds: Rounds::One,
        examples: Examples::Made,
        baked: Baked::All,
        traceability: 0.0,
        few_parts: 0.7,
        portability: 0.35,
        // Fine-tuning, and the teacher's prompt with its filter.
        build: hours(1.0, 0.0, 1.0),
        upkeep: hours(0.0, 0.0, 1.0),
    };
    /// A fine-tuned model that is given retrieved passages.
    Hybrid: Profile {
        id: "hybrid",
        family: Family::Combined,
        basic: true,
        context: Context::Retrieved,
        tuning: Tuning::Cheapest,
        form: Form::Instructions,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::Nothing,
        traceability: 1.0,
        few_parts: 0.3,
        portability: 0.35,
        build: hours(0.0, 1.0, 1.0),
        upkeep: hours(0.0, 1.0, 1.0),
    };
    /// A hybrid whose training also bakes in the facts that never change.
    HybridFacts: Profile {
        id: "hybrid-facts",
        family: Family::Combined,
        basic: false,
        context: Context::Retrieved,
        tuning: Tuning::Cheapest,
        form: Form::Instructions,
        rounds: Rounds::One,
        examples: Examples::Own,
        baked: Baked::Stable,
        // An answer that no passage supports comes from the weights, which name no source.
        traceability: 0.9,
        few_parts: 0.25,
        portability: 0.3,
        // As the hybrid, and a quarter of fine-tuning more for choosing the facts and checking their wordings.
        build: hours(0.0, 1.0, 1.25),
        upkeep: hours(0.0, 1.0, 1.0),
    };
}

/// The parts that some approaches play for the others.
impl Strategy {
    /// The base model as it is, which the others are compared with.
    pub const BASELINE: Self = Self::Prompt;
    /// Retrieval and nothing else: where a path to a hybrid begins.
    pub const RETRIEVAL: Self = Self::Rag;
    /// The one that stands for fine-tuning where the method does not matter.
    pub const TUNED: Self = Self::Lora;
    /// Retrieval and fine-tuning together.
    pub const COMBINED: Self = Self::Hybrid;
}

impl Strategy {
    /// Place in [`Strategy::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// What the model knows of it.
    #[must_use]
    pub const fn profile(self) -> &'static Profile {
        &PROFILES[self.index()]
    }

    /// Name in links, JSON and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.profile().id
    }

    /// The strategy of that [`Strategy::id`].
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == id)
    }

    /// Whether passages are searched for at query time.
    #[must_use]
    pub const fn retrieves(self) -> bool {
        matches!(self.profile().context, Context::Retrieved)
    }

    /// Whether every prompt holds the whole corpus.
    #[must_use]
    pub const fn reads_whole_corpus(self) -> bool {
        matches!(self.profile().context, Context::Whole)
    }

    /// Whether the model's weights (or adapters) are trained.
    #[must_use]
    pub const fn tunes(self) -> bool {
        !matches!(self.profile().tuning, Tuning::None)
    }

    /// Whether it is fine-tuning and nothing else.
    #[must_use]
    pub const fn only_tunes(self) -> bool {
        self.tunes() && matches!(self.profile().context, Context::None)
    }

    /// Whether it is retrieval and nothing else.
    #[must_use]
    pub const fn only_retrieves(self) -> bool {
        self.retrieves() && !self.tunes()
    }

    /// Whether it both retrieves and tunes.
    #[must_use]
    pub const fn combines(self) -> bool {
        self.retrieves() && self.tunes()
    }

    /// The answer that it is a technique of.
    #[must_use]
    pub const fn family(self) -> Family {
        self.profile().family
    }

    /// Whether two strategies are the same answer to the question of how to adapt a model: those of one family are. Fine-tuning is one,
    /// by whichever method, and so is prompting, whether a grammar or found examples hold it to its form: who has decided for it can try
    /// the techniques one after another on the same prompt.
    #[must_use]
    pub const fn same_answer(self, other: Self) -> bool {
        self.family() as usize == other.family() as usize
    }

    /// Whether a grammar holds its answers to their syntax.
    #[must_use]
    pub const fn is_constrained(self) -> bool {
        matches!(self.profile().form, Form::Grammar)
    }

    /// Whether a grammar can be added to it. To prompting alone it makes an approach of its own, structured output.
    #[must_use]
    pub const fn takes_grammar(self) -> bool {
        let profile = self.profile();
        !matches!(
            (profile.context, profile.tuning, profile.form),
            (Context::None, Tuning::None, Form::Instructions)
        )
    }

    /// Whether it holds facts of the corpus in its weights.
    #[must_use]
    pub const fn bakes(self) -> bool {
        !matches!(self.profile().baked, Baked::Nothing)
    }

    /// Whether labelled examples are searched for at query time.
    #[must_use]
    pub const fn finds_examples(self) -> bool {
        matches!(self.profile().form, Form::FoundExamples)
    }

    /// Whether its prompt is searched for by trying.
    #[must_use]
    pub const fn optimises(self) -> bool {
        matches!(self.profile().form, Form::Optimised)
    }

    /// Whether it searches in rounds.
    #[must_use]
    pub const fn iterates(self) -> bool {
        matches!(self.profile().rounds, Rounds::Many)
    }

    /// Whether another model makes examples for it.
    #[must_use]
    pub const fn makes_examples(self) -> bool {
        matches!(self.profile().examples, Examples::Made)
    }

    /// Whether an answer can name the passage it rests on.
    #[must_use]
    pub const fn cites(self) -> bool {
        self.profile().traceability > 0.0
    }
}

/// How a fine-tuned model is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Method {
    /// All weights.
    Full,
    /// Low-rank adapters.
    Lora,
    /// Low-rank adapters over four-bit weights.
    Qlora,
}

/// How many methods there are.
pub const METHODS: usize = 3;

impl Method {
    /// Every method.
    pub const ALL: [Self; METHODS] = [Self::Full, Self::Lora, Self::Qlora];

    /// The strategy that uses this method without retrieval.
    #[must_use]
    pub fn strategy(self) -> Strategy {
        let uses = |s: &Strategy| s.profile().tuning == Tuning::By(self) && s.only_tunes();
        Strategy::ALL.into_iter().find(uses).unwrap_or(Strategy::TUNED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_approach_is_found_by_its_id_and_every_method_has_one() {
        for strategy in Strategy::ALL {
            assert_eq!(Strategy::from_id(strategy.id()), Some(strategy));
            assert_eq!(Strategy::ALL[strategy.index()], strategy);
        }
        for method in Method::ALL {
            assert_eq!(method.strategy().profile().tuning, Tuning::By(method));
        }
    }

    /// Otherwise a family would hold approaches of two kinds, and its best would not stand for it.
    #[test]
    fn a_family_is_what_goes_into_the_prompt_and_whether_the_model_is_trained() {
        for family in Family::ALL {
            let mut of = Strategy::ALL.into_iter().filter(|s| s.family() == family);
            let first = of.next().expect("every family has an approach");
            assert!(first.profile().basic, "{first:?} comes first and refines nothing");
            assert!(family.face().family() == family && family.face().profile().basic);
            assert!(family.members().all(|s| s.same_answer(first)));
            for other in of {
                assert_eq!(other.retrieves(), first.retrieves(), "{other:?}");
                assert_eq!(
                    other.reads_whole_corpus(),
                    first.reads_whole_corpus(),
                    "{other:?}"
                );
                assert_eq!(other.tunes(), first.tunes(), "{other:?}");
            }
        }
    }

    #[test]
    fn each_part_is_played_by_an_approach_of_that_kind() {
        let none = |s: Strategy| s.profile().context == Context::None && !s.tunes();
        assert!(none(Strategy::BASELINE));
        assert!(Strategy::RETRIEVAL.only_retrieves());
        assert!(Strategy::TUNED.only_tunes());
        assert!(Strategy::COMBINED.combines());
    }
}

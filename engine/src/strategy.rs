//! The seven approaches that every scenario is judged on, always all of them, in one ranking.

/// An approach to adapting a language model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Strategy {
    /// Instructions and a few examples in the prompt, nothing else.
    Prompt,
    /// The whole corpus in every prompt, with prompt caching.
    LongContext,
    /// Retrieval-augmented generation: the passages found for each question are put into its prompt.
    Rag,
    /// Fine-tuning of all weights.
    FullFt,
    /// Fine-tuning of low-rank adapters beside frozen weights.
    Lora,
    /// LoRA over weights held in four bits: less memory, no less time.
    Qlora,
    /// A fine-tuned model that is given retrieved passages.
    Hybrid,
}

/// How many strategies there are.
pub const STRATEGIES: usize = 7;

impl Strategy {
    /// Every strategy, in the order in which reports list them.
    pub const ALL: [Self; STRATEGIES] = [
        Self::Prompt,
        Self::LongContext,
        Self::Rag,
        Self::FullFt,
        Self::Lora,
        Self::Qlora,
        Self::Hybrid,
    ];

    /// Place in [`Strategy::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Name in links, JSON and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::LongContext => "long-context",
            Self::Rag => "rag",
            Self::FullFt => "full-ft",
            Self::Lora => "lora",
            Self::Qlora => "qlora",
            Self::Hybrid => "hybrid",
        }
    }

    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Prompt => "Prompting alone",
            Self::LongContext => "Long context",
            Self::Rag => "RAG",
            Self::FullFt => "Full fine-tuning",
            Self::Lora => "LoRA",
            Self::Qlora => "QLoRA",
            Self::Hybrid => "Hybrid",
        }
    }

    /// The strategy of that [`Strategy::id`].
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == id)
    }

    /// Whether passages are searched for at query time.
    #[must_use]
    pub const fn retrieves(self) -> bool {
        matches!(self, Self::Rag | Self::Hybrid)
    }

    /// Whether the model's weights (or adapters) are trained.
    #[must_use]
    pub const fn tunes(self) -> bool {
        matches!(self, Self::FullFt | Self::Lora | Self::Qlora | Self::Hybrid)
    }

    /// Whether it is fine-tuning and nothing else.
    #[must_use]
    pub const fn only_tunes(self) -> bool {
        self.tunes() && !self.retrieves()
    }

    /// Whether two strategies are the same answer to the question of how to adapt a model: fine-tuning is one, by whichever method.
    #[must_use]
    pub const fn same_answer(self, other: Self) -> bool {
        self as usize == other as usize || (self.only_tunes() && other.only_tunes())
    }

    /// Whether an answer can name the passage it rests on.
    #[must_use]
    pub const fn cites(self) -> bool {
        matches!(self, Self::Rag | Self::Hybrid | Self::LongContext)
    }
}

/// How a fine-tuned model is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Method {
    /// All weights.
    Full,
    /// Low-rank adapters.
    Lora,
    /// Low-rank adapters over four-bit weights.
    Qlora,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 3] = [Self::Full, Self::Lora, Self::Qlora];

    /// The strategy that uses this method without retrieval.
    #[must_use]
    pub const fn strategy(self) -> Strategy {
        match self {
            Self::Full => Strategy::FullFt,
            Self::Lora => Strategy::Lora,
            Self::Qlora => Strategy::Qlora,
        }
    }
}

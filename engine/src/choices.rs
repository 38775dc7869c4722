//! The types of the fixed choices among the inputs: one variant for each option of the row, in its order.

/// Whether an answer must be traceable to its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Audit {
    /// Nobody asks where an answer came from.
    None,
    /// A source is welcome.
    Useful,
    /// An answer without a source may not be given: a hard gate.
    Required,
}

/// Where the base model runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Supply {
    /// A hosted endpoint, paid by the token.
    Hosted,
    /// GPUs of one's own or rented by the hour.
    OwnGpus,
}

/// Number format of the weights on one's own GPUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Precision {
    /// Two bytes a weight.
    Bf16,
    /// One byte a weight.
    Fp8,
    /// Half a byte a weight.
    Int4,
}

/// Where training runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum TrainingPlace {
    /// GPUs rented by the hour.
    Rented,
    /// The provider's own tuning service, paid by the training token.
    Managed,
}

/// How the hybrid's model is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum HybridTraining {
    /// On questions and answers alone: the model then leans less on passages.
    Plain,
    /// On questions with passages, good and bad ones: the model learns to use them.
    RetrievalAware,
}

/// How labels are wrong where they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum NoiseKind {
    /// Each in its own way: slips, which training averages out up to a point.
    Random,
    /// All in the same way: a misread rule, which training learns.
    Systematic,
}

/// How examples of one class or rule read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Likeness {
    /// Alike: the wording gives the class away, as it does an intent, so an example that is like the question has its answer.
    Alike,
    /// Differently: like words, another class, as with kinds of questions.
    Different,
}

/// How sure the team is of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Sureness {
    /// It is known, or decided.
    Fixed,
    /// An estimate.
    AboutRight,
    /// It may be off twice as far.
    RoughGuess,
}

/// What approaches are judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum JudgeBy {
    /// The weighted score.
    Score,
    /// What the right answers are worth, less the harm of the wrong ones and the cost.
    NetValue,
}

/// Which pipeline the entered recall belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum RecallOf {
    /// The one of the defaults: the pipeline's own recall follows from how it differs.
    Reference,
    /// The one that is set: it was measured there.
    AsSet,
}

/// How passages are searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum SearchKind {
    /// By the vectors of an embedder.
    Dense,
    /// By words (BM25).
    Lexical,
    /// By both, their results put into one order.
    Fused,
}

/// Whether each passage is given a line of context before it is indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum ContextualChunks {
    /// It is not.
    Off,
    /// A model writes one.
    On,
}

/// Whether a grammar holds the syntax of every approach that can take one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Grammar {
    /// It does not: only structured output has one.
    Off,
    /// It does, where the model's seller can enforce one.
    On,
}

/// Who may see which documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Permissions {
    /// Everybody all of them.
    None,
    /// It goes by a person's role.
    ByRole,
    /// Each document has readers of its own.
    ByDocument,
}

/// Where questions, documents and answers may be processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Residency {
    /// Anywhere.
    Any,
    /// In a region of the team's choice.
    Region,
    /// In an account of the team's own.
    OwnCloud,
    /// On machines of the team's own.
    OnPremises,
}

/// Whether a cached prefix is kept from being forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum KeepWarm {
    /// Where that costs less than the misses it saves, or the first token is late without it.
    WhenItPays,
    /// It is left to the questions.
    Never,
}

/// On what terms GPUs that serve are had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum GpuPurchase {
    /// By the hour, given back at will.
    OnDemand,
    /// For a committed time, paid whether used or not.
    Reserved,
    /// By the hour, until the seller takes them back.
    Spot,
    /// One's own, paid whether used or not.
    Owned,
}

impl GpuPurchase {
    /// Whether GPUs that are not needed cost nothing.
    #[must_use]
    pub const fn can_be_given_back(self) -> bool {
        match self {
            Self::OnDemand | Self::Spot => true,
            Self::Reserved | Self::Owned => false,
        }
    }
}

macro_rules! choice {
    ($type:ident { $($variant:ident),+ }) => {
        impl $type {
            /// The variant at `index` of the parameter's options; the first one when there is none such.
            #[must_use]
            pub const fn from_index(index: u16) -> Self {
                $(if index == Self::$variant as u16 { return Self::$variant; })+
                [$(Self::$variant),+][0]
            }
        }
    };
}
choice!(Audit {
    None,
    Useful,
    Required
});
choice!(Supply { Hosted, OwnGpus });
choice!(Precision { Bf16, Fp8, Int4 });
choice!(TrainingPlace { Rented, Managed });
choice!(HybridTraining {
    Plain,
    RetrievalAware
});
choice!(Sureness {
    Fixed,
    AboutRight,
    RoughGuess
});
choice!(GpuPurchase {
    OnDemand,
    Reserved,
    Spot,
    Owned
});
choice!(NoiseKind { Random, Systematic });
choice!(Likeness { Alike, Different });
choice!(JudgeBy { Score, NetValue });
choice!(RecallOf { Reference, AsSet });
choice!(SearchKind {
    Dense,
    Lexical,
    Fused
});
choice!(ContextualChunks { Off, On });
choice!(Grammar { Off, On });
choice!(KeepWarm { WhenItPays, Never });
choice!(Permissions {
    None,
    ByRole,
    ByDocument
});
choice!(Residency {
    Any,
    Region,
    OwnCloud,
    OnPremises
});

impl HybridTraining {
    /// Name in JSON: that of the input's option.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::RetrievalAware => "retrieval-aware",
        }
    }
}

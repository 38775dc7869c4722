//! What the approaches are called.

use crate::strategy::{Family, Strategy};

/// The words of one approach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Its name.
    pub label: &'static str,
    /// Its name within a sentence.
    pub in_sentence: &'static str,
    /// Its name as the end of a headline.
    pub noun: &'static str,
    /// The verdict in one line: before its name, its name, and after it.
    pub headline: (&'static str, &'static str, &'static str),
}

/// The words of an approach.
#[must_use]
pub const fn words(strategy: Strategy) -> &'static Words {
    match strategy {
        Strategy::Prompt => &Words {
            label: "Prompting alone",
            in_sentence: "the prompted model",
            noun: "prompting alone",
            headline: ("", "Prompting alone", " is enough."),
        },
        Strategy::Structured => &Words {
            label: "Structured output",
            in_sentence: "structured output",
            noun: "structured output",
            headline: ("Prompt with ", "structured output", "."),
        },
        Strategy::RetrievedExamples => &Words {
            label: "Retrieved examples",
            in_sentence: "a prompt with retrieved examples",
            noun: "retrieved examples",
            headline: ("Prompt with ", "retrieved examples", "."),
        },
        Strategy::OptimisedPrompt => &Words {
            label: "Optimised prompt",
            in_sentence: "the optimised prompt",
            noun: "an optimised prompt",
            headline: ("Use an ", "optimised prompt", "."),
        },
        Strategy::LongContext => &Words {
            label: "Long context",
            in_sentence: "long context",
            noun: "long context",
            headline: ("Use ", "long context", "."),
        },
        Strategy::Rag => &Words {
            label: "RAG",
            in_sentence: "RAG",
            noun: "RAG",
            headline: ("Use retrieval (", "RAG", ")."),
        },
        Strategy::Agentic => &Words {
            label: "Agentic retrieval",
            in_sentence: "agentic retrieval",
            noun: "agentic retrieval",
            headline: ("Use ", "agentic retrieval", "."),
        },
        Strategy::FullFt => &Words {
            label: "Full fine-tuning",
            in_sentence: "the fully fine-tuned model",
            noun: "full fine-tuning",
            headline: ("", "Fine-tune", " the whole model."),
        },
        Strategy::Lora => &Words {
            label: "LoRA",
            in_sentence: "LoRA",
            noun: "LoRA",
            headline: ("Fine-tune with ", "LoRA", "."),
        },
        Strategy::Qlora => &Words {
            label: "QLoRA",
            in_sentence: "QLoRA",
            noun: "QLoRA",
            headline: ("Fine-tune with ", "QLoRA", "."),
        },
        Strategy::Distilled => &Words {
            label: "Distillation",
            in_sentence: "the distilled model",
            noun: "distillation",
            headline: ("Fine-tune by ", "distillation", "."),
        },
        Strategy::Hybrid => &Words {
            label: "Hybrid",
            in_sentence: "the hybrid",
            noun: "hybrid",
            headline: ("Use ", "hybrid", ": RAG first, then fine-tuning."),
        },
        Strategy::HybridFacts => &Words {
            label: "Hybrid with baked-in facts",
            in_sentence: "the hybrid with baked-in facts",
            noun: "hybrid with baked-in facts",
            headline: (
                "Use ",
                "hybrid with baked-in facts",
                ": RAG first, then fine-tuning.",
            ),
        },
    }
}

impl Strategy {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        words(self).label
    }
}

impl Family {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Prompting => "Prompting",
            Self::LongContext => "Long context",
            Self::Retrieval => "Retrieval",
            Self::FineTuning => "Fine-tuning",
            Self::Combined => "Retrieval and fine-tuning",
        }
    }
}

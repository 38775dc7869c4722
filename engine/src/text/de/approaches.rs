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
            label: "Prompting allein",
            in_sentence: "Prompting allein",
            noun: "Prompting allein",
            headline: ("", "Prompting allein", " genügt."),
        },
        Strategy::Structured => &Words {
            label: "Strukturierte Ausgabe",
            in_sentence: "strukturierte Ausgabe",
            noun: "strukturierte Ausgabe",
            headline: ("Prompting mit ", "strukturierter Ausgabe", "."),
        },
        Strategy::RetrievedExamples => &Words {
            label: "Abgerufene Beispiele",
            in_sentence: "ein Prompt mit abgerufenen Beispielen",
            noun: "abgerufene Beispiele",
            headline: ("Prompting mit ", "abgerufenen Beispielen", "."),
        },
        Strategy::OptimisedPrompt => &Words {
            label: "Optimierter Prompt",
            in_sentence: "der optimierte Prompt",
            noun: "ein optimierter Prompt",
            headline: ("", "Optimierter Prompt", "."),
        },
        Strategy::LongContext => &Words {
            label: "Langer Kontext",
            in_sentence: "langer Kontext",
            noun: "langer Kontext",
            headline: ("", "Langer Kontext", "."),
        },
        Strategy::Rag => &Words {
            label: "RAG",
            in_sentence: "RAG",
            noun: "RAG",
            headline: ("Retrieval einsetzen (", "RAG", ")."),
        },
        Strategy::Agentic => &Words {
            label: "Agentisches Retrieval",
            in_sentence: "agentisches Retrieval",
            noun: "agentisches Retrieval",
            headline: ("", "Agentisches Retrieval", "."),
        },
        Strategy::FullFt => &Words {
            label: "Volles Fine-Tuning",
            in_sentence: "volles Fine-Tuning",
            noun: "volles Fine-Tuning",
            headline: ("", "Fine-Tuning", " des ganzen Modells."),
        },
        Strategy::Lora => &Words {
            label: "LoRA",
            in_sentence: "LoRA",
            noun: "LoRA",
            headline: ("Fine-Tuning mit ", "LoRA", "."),
        },
        Strategy::Qlora => &Words {
            label: "QLoRA",
            in_sentence: "QLoRA",
            noun: "QLoRA",
            headline: ("Fine-Tuning mit ", "QLoRA", "."),
        },
        Strategy::Distilled => &Words {
            label: "Destillation",
            in_sentence: "das destillierte Modell",
            noun: "Destillation",
            headline: ("Fine-Tuning durch ", "Destillation", "."),
        },
        Strategy::Hybrid => &Words {
            label: "Hybrid",
            in_sentence: "der Hybrid",
            noun: "Hybrid",
            headline: ("", "Hybrid", ": zuerst RAG, dann Fine-Tuning."),
        },
        Strategy::HybridFacts => &Words {
            label: "Hybrid mit eintrainierten Fakten",
            in_sentence: "der Hybrid mit eintrainierten Fakten",
            noun: "Hybrid mit eintrainierten Fakten",
            headline: (
                "",
                "Hybrid mit eintrainierten Fakten",
                ": zuerst RAG, dann Fine-Tuning.",
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
            Self::LongContext => "Langer Kontext",
            Self::Retrieval => "Retrieval",
            Self::FineTuning => "Fine-Tuning",
            Self::Combined => "Retrieval und Fine-Tuning",
        }
    }
}

//! The texts of this crate that people read: why a list, or a model of it, cannot be read. Another language replaces this file.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use crate::{Error, MAX_BYTES, MAX_USD_PER_M, MIN_USD_PER_M};

pub(crate) fn error(error: &Error, f: &mut Formatter<'_>) -> fmt::Result {
    match error {
        Error::TooLong { bytes } => write!(
            f,
            "die Liste hat {bytes} Bytes; gelesen werden höchstens {MAX_BYTES}"
        ),
        Error::Syntax {
            format,
            line,
            column,
            message,
        } => write!(
            f,
            "das ist kein {format}: Zeile {line}, Spalte {column}: {message}"
        ),
        Error::Shape { source, expected } => {
            write!(f, "das ist keine Preisliste von {}: {expected}", source.label())
        }
        Error::Field {
            line,
            column,
            message,
        } => write!(f, "Zeile {line}, Feld {column}: {message}"),
        Error::Empty {
            source,
            skipped,
            first,
        } => {
            write!(
                f,
                "kein Modell dieser Liste von {} hat einen Preis pro Token",
                source.label()
            )?;
            if let Some((name, why)) = first {
                write!(
                    f,
                    "; {skipped} Zeilen wurden ausgelassen, die erste ist „{name}“: {why}"
                )?;
            }
            Ok(())
        }
    }
}

/// Names of lists.
pub(crate) mod source {
    pub(crate) const GENAI_PRICES: &str = "genai-prices";
    pub(crate) const LITELLM: &str = "LiteLLM";
    pub(crate) const MODELS_DEV: &str = "models.dev";
    pub(crate) const LLM_PRICES: &str = "llm-prices";
    pub(crate) const OPEN_ROUTER: &str = "OpenRouter";
    pub(crate) const CSV: &str = "CSV";
}

// Reasons that several lists have for leaving out a model.

/// In place of the id of a model that has none.
pub(crate) const NO_ID: &str = "(ohne id)";
/// A model that answers nothing.
pub(crate) const NO_ANSWERS: &str =
    "es ist ein Embedding-Modell, ein Reranker oder ein anderes Modell, das nicht mit Text antwortet";
pub(crate) const NO_INPUT_OR_OUTPUT: &str = "ihm fehlt der Eingabe- oder der Ausgabepreis";

/// What a price is given in.
#[derive(Clone, Copy)]
pub(crate) enum Per {
    Token,
    MillionTokens,
}

pub(crate) fn not_a_price(key: impl Display, value: &Value, per: Per) -> String {
    let unit = match per {
        Per::Token => "USD pro Token",
        Per::MillionTokens => "USD pro Million Token",
    };
    format!("{key} ist {value}, keine Zahl in {unit}")
}

/// A price outside of the accepted range.
pub(crate) fn no_price(usd: f64, wrong_unit: bool) -> String {
    let hint = if wrong_unit {
        "; die Einheit ist falsch"
    } else {
        ""
    };
    format!(
        "{usd} USD pro Million Token ist kein Preis: 0 oder {MIN_USD_PER_M} bis {MAX_USD_PER_M} ist erlaubt{hint}"
    )
}

/// Comma-separated values.
pub(crate) mod csv {
    pub(crate) const ACCEPTED: &str = "eine erste Zeile wie model,input,cached_input,output wird angenommen, dazu above_tokens für den Preis längerer Prompts";

    pub(crate) const SEPARATORS: &str = "Felder sind durch Semikolons oder Tabulatoren getrennt; erlaubt sind Kommas, mit Dezimalpunkt in Zahlen";
    pub(crate) const NO_NAME: &str = "das Modell hat keinen Namen";
    pub(crate) const OPEN_QUOTE: &str = "ein Anführungszeichen ist nicht geschlossen";

    pub(crate) fn columns(count: usize, name: &str) -> String {
        format!("für {name} gibt es {count} Spalten; {ACCEPTED}")
    }

    pub(crate) fn fields(count: usize, expected: usize) -> String {
        format!(
            "{count} Felder, wo die erste Zeile {expected} hat; eine Zahl braucht einen Dezimalpunkt, kein Komma, und ein Name mit Komma braucht Anführungszeichen"
        )
    }

    pub(crate) fn only_long(model: &str) -> String {
        format!("„{model}“ hat nur Preise über einer Zahl von Token; eine Zeile ohne above_tokens ist nötig")
    }

    pub(crate) fn no_input_or_output(line: usize) -> String {
        format!("Zeile {line} hat keinen Eingabe- oder keinen Ausgabepreis")
    }

    pub(crate) fn repeated(model: &str) -> String {
        format!("„{model}“ hat schon einen Preis; eine zweite Zeile braucht ein anderes above_tokens")
    }

    /// What a field holds, and an example of it.
    const fn quantity(tokens: bool) -> (&'static str, &'static str) {
        if tokens {
            ("eine Zahl von Token", "200000")
        } else {
            ("USD pro Million Token", "0.15")
        }
    }

    pub(crate) fn comma(field: &str, tokens: bool) -> String {
        let (what, example) = quantity(tokens);
        format!(
            "„{field}“ hat ein Komma oder einen Punkt, der Tausender oder Dezimalstellen trennen kann; erlaubt ist {what} mit Dezimalpunkt, etwa {example}"
        )
    }

    pub(crate) fn not_a_number(field: &str, tokens: bool) -> String {
        format!("„{field}“ ist keine Zahl; erlaubt ist {}", quantity(tokens).0)
    }

    pub(crate) fn not_tokens(field: &str) -> String {
        format!("„{field}“ ist keine Zahl von Token")
    }
}

/// genai-prices.
pub(crate) mod genai {
    pub(crate) const EXPECTED: &str = "angenommen wird eine Liste von Anbietern, jeder mit `id` und `models`, jedes Modell mit `id` und `prices`";
    pub(crate) const NO_PRICES: &str = "es hat keine Preise";
    pub(crate) const NO_DATED_PRICES: &str = "ein Preis mit Datum hat keine Preise";
    pub(crate) const CONDITION: &str =
        "ein Preis hat eine Bedingung, die weder `start_date` noch `start_time` mit `end_time` ist";
    pub(crate) const NO_INPUT: &str = "ihm fehlt der Eingabepreis pro Token";
    pub(crate) const NO_OUTPUT: &str = "ihm fehlt der Ausgabepreis pro Token";

    pub(crate) fn not_a_date(text: &str) -> String {
        format!("„{text}“ ist kein Datum wie 2026-11-23")
    }

    pub(crate) fn not_a_time(text: &str) -> String {
        format!("„{text}“ ist keine Uhrzeit in UTC wie 16:30:00Z")
    }

    pub(crate) fn tier_start(key: &str, start: f64) -> String {
        format!("{key} hat eine Stufe, die bei {start} Token beginnt")
    }
}

/// The module of genai-prices.
pub(crate) mod python {
    pub(crate) const FORMAT: &str = "Modul von genai-prices";
    pub(crate) const TOO_DEEP: &str = "zu tief verschachtelt";
    pub(crate) const NO_VALUE: &str = "der Text endet, wo ein Wert stehen müsste";
    pub(crate) const OPEN_TEXT: &str = "dieser Text endet nicht auf seiner Zeile";

    pub(crate) fn no_line(name: &str) -> String {
        format!("es gibt keine Zeile, die mit `{name} =` beginnt")
    }

    pub(crate) fn no_start(c: char) -> String {
        format!("„{c}“ beginnt keinen Wert")
    }

    pub(crate) fn should_follow(close: char) -> String {
        format!("ein Komma oder „{close}“ müsste folgen")
    }

    pub(crate) fn not_a_number(digits: &str) -> String {
        format!("„{digits}“ ist keine Zahl")
    }
}

/// LiteLLM.
pub(crate) mod litellm {
    pub(crate) const EXPECTED: &str = "angenommen wird ein Objekt mit Modellen als Schlüsseln, etwa {\"gpt\": {\"input_cost_per_token\": 1e-6, \"output_cost_per_token\": 4e-6}}";
    pub(crate) const NO_MODEL: &str = "es beschreibt die Liste und ist kein Modell";
    pub(crate) const NO_OBJECT: &str = "es ist kein Objekt mit Preisen";
    pub(crate) const NO_TIER_AT_0: &str = "seine Stufen beginnen nicht bei 0 Token";
    pub(crate) const NO_TIER: &str = "eine Stufe ist kein Objekt";
    pub(crate) const NO_TIER_PRICE: &str = "eine Stufe hat keinen Preis pro Token";
    pub(crate) const NO_PRICE: &str = "ihm fehlen Eingabe- und Ausgabepreis pro Token";

    pub(crate) fn no_answers(mode: &str) -> String {
        format!("{}: Sein mode ist {mode}", super::NO_ANSWERS)
    }

    pub(crate) fn off_peak(key: &str) -> String {
        format!(
            "sein {key} enthält keine Preise mit `windows`, darin `hours_utc` wie \"10:00-00:00\" und `weekdays` von 1 bis 7"
        )
    }

    pub(crate) fn not_a_threshold(above: f64) -> String {
        format!("{above} Token ist keine Schwelle")
    }
}

/// llm-prices.
pub(crate) mod llm_prices {
    pub(crate) const EXPECTED: &str = "angenommen wird `prices` mit `id`, `input` und `output` oder `vendor` und `models` mit `price_history`";
    pub(crate) const NO_ID: &str = "ihm fehlt die id";
}

/// models.dev.
pub(crate) mod models_dev {
    pub(crate) const EXPECTED: &str = "angenommen wird ein Objekt von Anbietern, jeder mit `models`, jedes Modell mit `cost.input` und `cost.output`";
    pub(crate) const NO_COST: &str = "ihm fehlen Kosten";
    pub(crate) const NO_TIER_SIZE: &str = "eine Stufe hat keine Größe";
    pub(crate) const NO_INPUT: &str = "ihm fehlt der Eingabepreis";
    pub(crate) const NO_OUTPUT: &str = "ihm fehlt der Ausgabepreis";
}

/// OpenRouter.
pub(crate) mod open_router {
    pub(crate) const EXPECTED: &str =
        "angenommen wird `data` mit Modellen, jedes mit `id`, `pricing.prompt` und `pricing.completion`";
    pub(crate) const NO_PRICING: &str = "ihm fehlt pricing";
    pub(crate) const ROUTER: &str = "sein Preis ist der des gewählten Modells";
    pub(crate) const NO_PRICE: &str = "ihm fehlt der Preis von prompt oder completion";
}

//! Colours, light and dark. `style/tokens.css` holds the same; a test of the page keeps them equal.
//!
//! The basic strategies have the colours of Okabe and Ito (2008), darkened or lightened until a mark stands out from its panel by 3 to 1, and a
//! dash pattern each, so that colour is never the only difference.

use forkcast_engine::strategy::{STRATEGIES, Strategy};

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// As in a style sheet: `#rrggbb`.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// This colour mixed with `share` (0 to 1) of another.
    #[must_use]
    pub fn mix(self, other: Self, share: f64) -> Self {
        let part = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self(
            part(self.0, other.0),
            part(self.1, other.1),
            part(self.2, other.2),
        )
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast with another colour, 1 to 21 (WCAG 2.2).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// Every colour of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Behind everything.
    pub page: Rgb,
    /// Behind a card.
    pub panel: Rgb,
    /// Text.
    pub text: Rgb,
    /// Text of lesser weight.
    pub muted: Rgb,
    /// Lines between parts, and grid lines.
    pub line: Rgb,
    /// Edges of controls.
    pub edge: Rgb,
    /// The focus ring.
    pub focus: Rgb,
    strategies: [Rgb; STRATEGIES],
    on_strategy: Rgb,
}

impl Theme {
    /// For a light page.
    pub const LIGHT: Self = Self {
        page: Rgb(0xfb, 0xfa, 0xf7),
        panel: Rgb(0xff, 0xff, 0xff),
        text: Rgb(0x1a, 0x1c, 0x1f),
        muted: Rgb(0x5c, 0x60, 0x66),
        line: Rgb(0xe4, 0xe2, 0xdc),
        edge: Rgb(0x86, 0x89, 0x8c),
        focus: Rgb(0x1a, 0x1c, 0x1f),
        strategies: [
            Rgb(0x6f, 0x73, 0x7a),
            Rgb(0x3b, 0x19, 0xe5),
            Rgb(0x13, 0x11, 0x77),
            Rgb(0x1f, 0x1f, 0x2e),
            Rgb(0xb8, 0x4f, 0x8f),
            Rgb(0x00, 0x6b, 0xab),
            Rgb(0x00, 0x8f, 0xc3),
            Rgb(0x8a, 0x3a, 0x00),
            Rgb(0xc0, 0x4f, 0x00),
            Rgb(0x8f, 0x6a, 0x00),
            Rgb(0xf2, 0x0d, 0x59),
            Rgb(0x00, 0x80, 0x5f),
            Rgb(0x28, 0x98, 0x70),
        ],
        on_strategy: Rgb(0xff, 0xff, 0xff),
    };

    /// For a dark page.
    pub const DARK: Self = Self {
        page: Rgb(0x12, 0x15, 0x18),
        panel: Rgb(0x1a, 0x1e, 0x22),
        text: Rgb(0xec, 0xea, 0xe4),
        muted: Rgb(0xa4, 0xa8, 0xad),
        line: Rgb(0x2e, 0x33, 0x38),
        edge: Rgb(0x75, 0x7a, 0x80),
        focus: Rgb(0xec, 0xea, 0xe4),
        strategies: [
            Rgb(0x9b, 0xa1, 0xa8),
            Rgb(0xe9, 0xdf, 0xec),
            Rgb(0x68, 0x6d, 0xc1),
            Rgb(0xd0, 0xd3, 0xbd),
            Rgb(0xdb, 0x8f, 0xbd),
            Rgb(0x56, 0xab, 0xe8),
            Rgb(0x2b, 0xe3, 0xff),
            Rgb(0xc9, 0x82, 0x55),
            Rgb(0xf5, 0x90, 0x4b),
            Rgb(0xe5, 0xc0, 0x4c),
            Rgb(0xb8, 0x58, 0x78),
            Rgb(0x3f, 0xcb, 0x9c),
            Rgb(0xb0, 0xf8, 0x90),
        ],
        on_strategy: Rgb(0x10, 0x13, 0x16),
    };

    /// The colour of a strategy, the same everywhere.
    #[must_use]
    pub const fn strategy(&self, strategy: Strategy) -> Rgb {
        self.strategies[strategy.index()]
    }

    /// The colour of a strategy's marks: paler if infeasible.
    #[must_use]
    pub fn mark(&self, strategy: Strategy, feasible: bool) -> Rgb {
        let colour = self.strategy(strategy);
        if feasible {
            colour
        } else {
            colour.mix(self.panel, 0.45)
        }
    }

    /// Text about a strategy: muted if infeasible.
    #[must_use]
    pub const fn text_for(&self, feasible: bool) -> Rgb {
        if feasible { self.text } else { self.muted }
    }

    /// A strategy's colour for small text: drawn towards the text's own colour until it is read at 4.5 to 1.
    #[must_use]
    pub fn ink(&self, strategy: Strategy) -> Rgb {
        let colour = self.strategy(strategy);
        let mut share = 0.0;
        let mut ink = colour;
        while ink.contrast(self.panel) < 4.5 && share < 1.0 {
            share += 0.05;
            ink = colour.mix(self.text, share);
        }
        ink
    }

    /// Text on a strategy's colour.
    #[must_use]
    pub const fn on_strategy(&self) -> Rgb {
        self.on_strategy
    }

    /// Names and colours as the style sheet has them.
    pub fn tokens(&self) -> Vec<(String, Rgb)> {
        let mut tokens: Vec<(String, Rgb)> = [
            ("page", self.page),
            ("panel", self.panel),
            ("text", self.text),
            ("muted", self.muted),
            ("line", self.line),
            ("edge", self.edge),
            ("focus", self.focus),
            ("on-strategy", self.on_strategy),
        ]
        .into_iter()
        .map(|(name, colour)| (format!("--{name}"), colour))
        .collect();
        tokens.extend(Strategy::ALL.map(|s| (format!("--{}", s.id()), self.strategy(s))));
        tokens
    }
}

/// Lengths of dashes and gaps in CSS pixels; empty for a solid line.
#[must_use]
pub const fn dashes(strategy: Strategy) -> &'static [f64] {
    match strategy {
        Strategy::Rag | Strategy::Hybrid => &[],
        Strategy::Prompt => &[2.0, 3.0],
        Strategy::Structured => &[3.0, 2.0],
        Strategy::RetrievedExamples => &[2.0, 2.0, 6.0, 2.0],
        Strategy::OptimisedPrompt => &[1.0, 3.0],
        Strategy::Agentic => &[12.0, 3.0],
        Strategy::Distilled => &[7.0, 2.0, 2.0, 2.0],
        Strategy::LongContext => &[8.0, 3.0, 2.0, 3.0],
        Strategy::FullFt => &[10.0, 4.0],
        Strategy::Lora => &[6.0, 3.0],
        Strategy::Qlora => &[4.0, 4.0],
        Strategy::HybridFacts => &[14.0, 2.0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Machado, Oliveira and Fernandes 2009: full deuteranopia, on linear light.
    fn deuteranopia(c: Rgb) -> [f64; 3] {
        let linear = |v: u8| (f64::from(v) / 255.0).powf(2.2);
        let (r, g, b) = (linear(c.0), linear(c.1), linear(c.2));
        [
            0.367_322 * r + 0.860_646 * g - 0.227_968 * b,
            0.280_085 * r + 0.672_501 * g + 0.047_413 * b,
            -0.011_820 * r + 0.042_940 * g + 0.968_881 * b,
        ]
    }

    #[test]
    fn marks_and_text_stand_out() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            for s in Strategy::ALL {
                assert!(theme.strategy(s).contrast(theme.panel) >= 3.0, "{s:?}");
                assert!(theme.strategy(s).contrast(theme.page) >= 3.0, "{s:?}");
                // Direct labels and headlines are text in the strategy's colour.
                assert!(
                    theme.strategy(s).contrast(theme.panel) >= 3.5,
                    "{s:?} {}",
                    theme.strategy(s).contrast(theme.panel)
                );
                assert!(theme.ink(s).contrast(theme.panel) >= 4.5, "{s:?}");
                assert!(theme.on_strategy().contrast(theme.strategy(s)) >= 3.5, "{s:?}");
            }
            for text in [theme.text, theme.muted] {
                assert!(text.contrast(theme.panel) >= 4.5 && text.contrast(theme.page) >= 4.5);
            }
            assert!(theme.edge.contrast(theme.panel) >= 3.0 && theme.edge.contrast(theme.page) >= 3.0);
        }
    }

    #[test]
    fn strategies_tell_apart_under_deuteranopia_by_colour_or_dash() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            for a in Strategy::ALL {
                for b in Strategy::ALL.into_iter().skip(a.index() + 1) {
                    let (x, y) = (deuteranopia(theme.strategy(a)), deuteranopia(theme.strategy(b)));
                    let distance: f64 = x.iter().zip(y).map(|(p, q)| (p - q).powi(2)).sum::<f64>().sqrt();
                    assert!(
                        distance > 0.06 || dashes(a) != dashes(b),
                        "{a:?} {b:?}: {distance}"
                    );
                    assert!(distance > 0.015, "{a:?} {b:?}: {distance}");
                }
            }
        }
    }
}

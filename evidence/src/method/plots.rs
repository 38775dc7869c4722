//! The two plots of published results against the model.

use super::tables::points;
use crate::accuracy::{self, EvidenceRow};

/// A plot of 360 by 372 units.
pub(super) struct Plot {
    /// Names the title for assistive technology.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) caption: &'static str,
    pub(super) marks: Vec<Mark>,
}

/// One element of a plot, in the order of drawing.
pub(super) enum Mark {
    /// A line or an area: its class and path.
    Path(&'static str, String),
    /// A text with its position and alignment.
    Text(f64, f64, Option<&'static str>, String),
    /// A published figure: its class, position and description.
    Dot(&'static str, f64, f64, String),
}

impl Plot {
    #[cfg(test)]
    pub(super) fn dots(&self) -> usize {
        self.marks
            .iter()
            .filter(|mark| matches!(mark, Mark::Dot(..)))
            .count()
    }
}

/// Published rows that the model predicts, with the class of their dots.
fn predicted() -> impl Iterator<Item = (&'static str, EvidenceRow)> {
    let fitted = accuracy::rows().into_iter().map(|r| ("seen", r));
    let held_out = accuracy::held_out_rows().into_iter().map(|r| ("unseen", r));
    fitted.chain(held_out).filter(|(_, r)| !r.is_input())
}

fn dot(class: &'static str, x: f64, y: f64, r: &EvidenceRow) -> Mark {
    let what = format!(
        "{}, {}: published {:.3}, model {:.3}",
        r.setting, r.approach, r.published, r.predicted
    );
    Mark::Dot(class, x, y, what)
}

fn middle(x: f64, y: f64, text: &str) -> Mark {
    Mark::Text(x, y, Some("middle"), text.to_owned())
}

fn end(x: f64, y: f64, text: &str) -> Mark {
    Mark::Text(x, y, Some("end"), text.to_owned())
}

/// Published accuracies against the model's, a dot each, with the line on which they agree.
pub(super) fn agreement() -> Plot {
    let x = |share: f64| 44.0 + 300.0 * share;
    let y = |share: f64| 320.0 - 300.0 * share;
    let mut marks = vec![Mark::Path("axis", "M44 320L344 20".to_owned())];
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        marks.push(Mark::Path(
            "grid",
            format!("M{:.0} 20V320M44 {:.0}H344", x(tick), y(tick)),
        ));
        marks.push(middle(x(tick), 336.0, &tick.to_string()));
        marks.push(end(38.0, y(tick) + 4.0, &tick.to_string()));
    }
    marks.extend(predicted().map(|(class, r)| dot(class, x(r.published), y(r.predicted), &r)));
    marks.push(middle(194.0, 358.0, "published share correct"));
    marks.push(Mark::Text(44.0, 12.0, None, "model, share correct".to_owned()));
    Plot {
        id: "agreement-title",
        title: "Share of correct answers: published (horizontal), model (vertical)",
        caption: "On the line the model equals the published result. Filled: in the fit; rings: held out.",
        marks,
    }
}

/// Label of each row of the plot of residuals, and the part of a setting's name that belongs to it.
const GROUPS: [(&str, &str); 10] = [
    ("Mistral-7B", "Mistral"),
    ("Llama2-7B", "Llama2"),
    ("Orca2-7B", "Orca2"),
    ("MMLU", "MMLU subsets"),
    ("Natural Questions", "Natural"),
    ("World leaders", "World"),
    ("MNLI", "GPT-3 175B, MNLI"),
    ("WikiSQL, LoRA", "GPT-3 175B, WikiSQL"),
    ("5-shot MMLU, QLoRA", "LLaMA 7B-65B"),
    ("QuALITY (held out)", "QuALITY"),
];

/// Residuals in points, one row of dots for each group of settings.
pub(super) fn residuals() -> Plot {
    let x = |residual: f64| 130.0 + 9.0 * (residual + 8.0);
    let mut marks = vec![Mark::Path(
        "band",
        format!("M{:.0} 20H{:.0}V320H{:.0}Z", x(-5.0), x(5.0), x(-5.0)),
    )];
    for tick in [-5.0, 0.0, 5.0, 10.0, 15.0] {
        let class = if tick == 0.0 { "axis" } else { "grid" };
        marks.push(Mark::Path(class, format!("M{:.0} 20V320", x(tick))));
        marks.push(middle(x(tick), 336.0, points(tick).trim_end_matches(".0")));
    }
    for (i, (label, part)) in GROUPS.iter().enumerate() {
        let y = 35.0 + 30.0 * i as f64;
        marks.push(end(122.0, y + 4.0, label));
        let group = predicted().filter(|(_, r)| r.setting.contains(part));
        marks.extend(group.map(|(class, r)| dot(class, x(r.residual_points()), y, &r)));
    }
    marks.push(middle(234.0, 358.0, "model minus published, points"));
    Plot {
        id: "residual-title",
        title: "Residuals by table, in percentage points",
        caption: "Residuals by table; the band is five points either way. The table above lists all of them.",
        marks,
    }
}

//! A chart as a picture that stands alone: its title, the scenario and the sources are drawn with it.

use crate::meter::Meter as _;
use crate::pen::{Align, Pen};
use crate::theme::Rgb;
use crate::{Chart, Rect, Size, Table, Theme};

/// Size of a picture, CSS pixels. At twice the resolution it fills a slide.
pub const SIZE: Size = Size {
    width: 800.0,
    height: 560.0,
};

/// Space around everything.
const PAD: f64 = 20.0;
/// Sizes of the title, of the sentences below it and of the sources.
const TITLE: f64 = 20.0;
const ABOUT: f64 = 13.0;
const SOURCE: f64 = 11.0;
/// Height of a line, as a share of its text's size.
const LINE: f64 = 1.4;

/// A chart with the texts that say what it shows.
pub struct Picture<'a> {
    /// The chart.
    pub chart: &'a dyn Chart,
    /// Its title.
    pub title: &'a str,
    /// The scenario, a paragraph each.
    pub about: &'a [String],
    /// Where the figures come from.
    pub source: &'a str,
}

impl Chart for Picture<'_> {
    fn summary(&self) -> String {
        self.chart.summary()
    }

    fn table(&self) -> Table {
        self.chart.table()
    }

    fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
        let whole = Rect {
            left: 0.0,
            top: 0.0,
            right: size.width,
            bottom: size.height,
        };
        pen.rect(whole, theme.panel, 1.0);
        let mut top = PAD;
        top = paragraph(pen, self.title, (TITLE, true), theme.text, size, top);
        for text in self.about {
            top = paragraph(pen, text, (ABOUT, false), theme.muted, size, top);
        }
        let lines = wrapped(pen, self.source, SOURCE, false, size.width - 2.0 * PAD);
        let bottom = size.height - PAD - lines.len() as f64 * SOURCE * LINE;
        paragraph(pen, self.source, (SOURCE, false), theme.muted, size, bottom);
        let room = Size {
            width: size.width - 2.0 * PAD,
            height: (bottom - top - PAD).max(1.0),
        };
        let first = pen.marks().len();
        self.chart.marks(theme, room, pen);
        pen.shift(first, (PAD, top + PAD / 2.0));
    }
}

/// Writes a text in as many lines as it takes; returns where the next begins.
fn paragraph(
    pen: &mut Pen<'_>,
    text: &str,
    (text_size, bold): (f64, bool),
    colour: Rgb,
    size: Size,
    top: f64,
) -> f64 {
    let mut top = top;
    for line in wrapped(pen, text, text_size, bold, size.width - 2.0 * PAD) {
        let middle = top + text_size * LINE / 2.0;
        pen.text(&line, (PAD, middle), Align::Start, colour, text_size, bold);
        top += text_size * LINE;
    }
    top
}

/// The lines of a text. A word that is wider than a line, as an address can be, is cut.
fn wrapped(pen: &mut Pen<'_>, text: &str, size: f64, bold: bool, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let before = line.len();
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if pen.width(&line, size, bold) <= width {
            continue;
        }
        line.truncate(before);
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if pen.width(&line, size, bold) > width && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(letter);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::TableMeter;
    use crate::pen::Mark;
    use crate::svg;

    /// A chart of one rectangle that fills its size.
    struct Filled;

    impl Chart for Filled {
        fn summary(&self) -> String {
            "A rectangle.".to_owned()
        }

        fn table(&self) -> Table {
            Table::default()
        }

        fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
            let rect = Rect {
                left: 0.0,
                top: 0.0,
                right: size.width,
                bottom: size.height,
            };
            pen.rect(rect, theme.line, 1.0);
        }
    }

    fn picture(about: &[String], source: &str) -> Vec<Mark> {
        let mut meter = TableMeter;
        let mut pen = Pen::new(&mut meter);
        let picture = Picture {
            chart: &Filled,
            title: "Total cost over time",
            about,
            source,
        };
        picture.marks(&Theme::LIGHT, SIZE, &mut pen);
        pen.marks().to_vec()
    }

    #[test]
    fn texts_and_chart_have_their_own_room_within_the_picture() {
        let link = format!("https://your.host/#s1.{}", "Ab3".repeat(60));
        let about = ["Use LoRA.".to_owned(), "Questions a day 50,000; ".repeat(20)];
        let marks = picture(&about, &format!("Forkcast. {link}"));
        let Some(Mark::Rect { rect: chart, .. }) = marks.last() else {
            panic!("the chart comes last: {marks:?}");
        };
        assert!(chart.bottom - chart.top > 200.0, "{chart:?}");
        let mut meter = TableMeter;
        let mut written = String::new();
        for mark in &marks {
            let Mark::Text {
                text, at, size, bold, ..
            } = mark
            else {
                continue;
            };
            written += text;
            let right = at.0 + crate::meter::Meter::width(&mut meter, text, *size, *bold);
            assert!(
                at.0 >= PAD && right <= SIZE.width - PAD + 0.1,
                "{text} ends at {right}"
            );
            assert!(
                at.1 < chart.top || at.1 > chart.bottom,
                "{text} lies on the chart"
            );
            assert!(at.1 + size / 2.0 <= SIZE.height, "{text} is below the picture");
        }
        assert!(
            written.contains(&link),
            "the link is whole over its lines: {written}"
        );
    }

    #[test]
    fn texts_are_escaped() {
        let about = ["<script>alert(1)</script> & more".to_owned()];
        let picture = Picture {
            chart: &Filled,
            title: "Cost",
            about: &about,
            source: "",
        };
        let svg = svg::render(&picture, &Theme::LIGHT, SIZE);
        assert!(
            svg.contains("&lt;script&gt;") && !svg.contains("<script"),
            "{svg}"
        );
    }
}

//! Charts as files and pictures. Only `panels/beside.rs` calls [`save`], so that its code is a chunk, downloaded when something is saved.

use crate::components::download;
use crate::text::about as texts;
use crate::url;
use crate::view_model::about;
use crate::view_model::charts::PageChart;
use forkcast_charts::canvas::{CanvasMeter, render};
use forkcast_charts::picture::SIZE;
use forkcast_charts::table::plain;
use forkcast_charts::{Chart, Picture, Theme, svg};
use forkcast_engine::Catalog;
use forkcast_protocol::link::{self, View};
use js_sys::Promise;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

/// Pixels of a picture for each CSS pixel.
const RATIO: f64 = 2.0;

/// A form in which a chart is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Its table, for spreadsheets.
    Csv,
    /// Its table, for documents.
    Markdown,
    /// A drawing.
    Svg,
    /// A picture.
    Png,
    /// A picture, on the clipboard.
    Copy,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 5] = [Self::Csv, Self::Markdown, Self::Svg, Self::Png, Self::Copy];

    /// Its id, which is the ending of its file.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Markdown => "md",
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Copy => "copy",
        }
    }
}

/// A chart to save.
#[derive(Clone, Debug)]
pub struct Job {
    /// The form.
    pub form: Form,
    /// Short name of the chart.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// A short note on the content; empty where the title says it.
    pub note: String,
    /// The chart.
    pub chart: PageChart,
    /// The recommendation, in a sentence.
    pub headline: String,
    /// The page's view.
    pub view: View,
    /// The colours.
    pub theme: Theme,
}

/// Saves a chart. For the clipboard it returns a promise of the picture.
#[must_use]
pub fn save(job: &Job) -> Option<Promise> {
    let catalog = Catalog::builtin();
    let mut about = vec![
        job.note.clone(),
        job.headline.clone(),
        about::inputs(&job.view.scenario, catalog, about::PICTURED),
    ];
    about.retain(|text| !text.is_empty());
    let link = url::address(&link::encode_short(&about::linked(&job.view), catalog));
    let picture = Picture {
        chart: &job.chart,
        title: job.title,
        about: &about,
        source: &about::source(&job.view, catalog, &link),
    };
    let name = format!("forkcast-{}.{}", job.id, job.form.id());
    match job.form {
        Form::Csv => download::text(&name, "text/csv", &job.chart.table().csv()),
        Form::Markdown => {
            let about: Vec<String> = about.iter().map(|text| plain(text)).collect();
            let source = about::source(&job.view, catalog, &texts::autolink(&link));
            let text = texts::markdown(&plain(job.title), &about, &job.chart.table().markdown(), &source);
            download::text(&name, "text/markdown", &text);
        }
        Form::Svg => {
            if let Some((_, mut meter)) = canvas() {
                let drawn = svg::render_with(&picture, &job.theme, SIZE, &mut meter);
                download::text(&name, "image/svg+xml", &drawn);
            }
        }
        Form::Png => {
            // A canvas of ours alone is never tainted; where the browser refuses all the same, there is no file.
            if let Some(address) = pixels(&picture, &job.theme).and_then(|canvas| canvas.to_data_url().ok()) {
                download::address_as_file(&name, &address);
            }
        }
        Form::Copy => {
            let canvas = pixels(&picture, &job.theme)?;
            return Some(Promise::new(&mut |resolve, _| {
                let _ = canvas.to_blob(&resolve);
            }));
        }
    }
    None
}

/// A canvas outside the page, and what measures text on it.
fn canvas() -> Option<(HtmlCanvasElement, CanvasMeter)> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    let meter = CanvasMeter::new(&canvas);
    Some((canvas, meter))
}

fn pixels(picture: &Picture<'_>, theme: &Theme) -> Option<HtmlCanvasElement> {
    let (canvas, mut meter) = canvas()?;
    render(&canvas, picture, theme, SIZE, RATIO, &mut meter);
    Some(canvas)
}

//! What the browser and Node call.

use crate::rule;
use forkcast_charts::canvas::{CanvasMeter, render};
use forkcast_charts::line::{Line, LineChart, Named};
use forkcast_charts::scale::{Axis, Unit};
use forkcast_charts::{Size, Theme};
use forkcast_engine::Strategy;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

const SERIES: [Strategy; 4] = [
    Strategy::Rag,
    Strategy::LongContext,
    Strategy::Lora,
    Strategy::FullFt,
];

/// The sums over so many simulations, as `rule.mjs` has them.
#[wasm_bindgen]
#[must_use]
pub fn simulated(simulations: u32) -> Vec<f64> {
    rule::simulated(simulations as usize).all().to_vec()
}

/// A line chart on a canvas, as a card of the page draws it.
#[wasm_bindgen]
pub struct Chart {
    canvas: HtmlCanvasElement,
    meter: CanvasMeter,
    size: Size,
    ratio: f64,
    is_dashed: bool,
}

#[wasm_bindgen]
impl Chart {
    /// A chart of that size in CSS pixels, with solid lines or the approaches' own dashes.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(canvas: HtmlCanvasElement, width: f64, height: f64, ratio: f64, is_dashed: bool) -> Self {
        Self {
            meter: CanvasMeter::new(&canvas),
            canvas,
            size: Size { width, height },
            ratio,
            is_dashed,
        }
    }

    /// Takes new values, one series after another, and draws them.
    pub fn update(&mut self, x: &[f64], y: &[f64]) {
        let lines = SERIES.iter().zip(y.chunks(x.len().max(1)));
        let lines = lines.map(|(strategy, y)| Line {
            strategy: *strategy,
            points: x.iter().copied().zip(y.iter().copied()).collect(),
            band: Vec::new(),
            emphasis: false,
            own: (!self.is_dashed).then(|| Named {
                label: strategy.label().to_owned(),
                dashes: &[],
            }),
        });
        let axis = |values: &[f64], unit| Axis {
            min: values.iter().copied().fold(f64::INFINITY, f64::min),
            max: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            log: false,
            unit,
        };
        let chart = LineChart {
            x: axis(x, Unit::PerDay),
            y: axis(y, Unit::Usd),
            x_label: "questions a day",
            lines: lines.collect(),
            markers: Vec::new(),
            here: None,
            limit: None,
            cursor: None,
        };
        render(
            &self.canvas,
            &chart,
            &Theme::LIGHT,
            self.size,
            self.ratio,
            &mut self.meter,
        );
    }
}

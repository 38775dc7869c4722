//! A canvas that draws a chart in the next frame whenever it changes, and only while it is seen.

use crate::components::reactive::effect;
use crate::components::resized::on_resize;
use crate::view_model::charts::PageChart;
use forkcast_charts::canvas::{CanvasMeter, render};
use forkcast_charts::{Size, Theme};
use leptos::html;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The state of a canvas: drawing, and hit tests under the pointer.
#[derive(Clone, Copy)]
pub struct Surface {
    /// The element.
    pub node: NodeRef<html::Canvas>,
    /// Its size in CSS pixels; zero until it was laid out.
    pub size: RwSignal<Size>,
    meter: StoredValue<Option<Rc<RefCell<CanvasMeter>>>, LocalStorage>,
}

impl Surface {
    /// A surface without an element yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            node: NodeRef::new(),
            size: RwSignal::new(Size {
                width: 0.0,
                height: 0.0,
            }),
            meter: StoredValue::new_local(None),
        }
    }

    /// Runs `f` with what measures text on this canvas.
    pub fn with_meter<R>(&self, f: impl FnOnce(&mut CanvasMeter) -> R) -> Option<R> {
        let meter = self.meter.get_value()?;
        let mut meter = meter.try_borrow_mut().ok()?;
        Some(f(&mut meter))
    }

    /// Draws whatever `chart` holds in the next frame after it, the colours or the size have changed.
    pub fn draw(self, chart: Signal<PageChart>, colours: Signal<Theme>) {
        effect(move || {
            if let Some(canvas) = self.node.get() {
                self.meter
                    .set_value(Some(Rc::new(RefCell::new(CanvasMeter::new(&canvas)))));
                let size = self.size;
                on_resize(&canvas, move |width, height| {
                    let now = Size { width, height };
                    if size.try_get_untracked().is_some_and(|before| before != now) {
                        size.set(now);
                    }
                });
            }
        });
        let pending = Rc::new(Cell::new(false));
        effect(move || {
            chart.track();
            colours.track();
            if self.size.get().width <= 0.0 || pending.get() {
                return;
            }
            pending.set(true);
            let pending = Rc::clone(&pending);
            request_animation_frame(move || {
                pending.set(false);
                let Some(canvas) = self.node.try_get_untracked().flatten() else {
                    return;
                };
                let ratio = window().device_pixel_ratio();
                self.with_meter(|meter| {
                    chart.with_untracked(|chart| {
                        render(
                            &canvas,
                            chart,
                            &colours.get_untracked(),
                            self.size.get_untracked(),
                            ratio,
                            meter,
                        );
                    });
                });
            });
        });
    }
}

impl Default for Surface {
    fn default() -> Self {
        Self::new()
    }
}

//! The form: what to measure.

use super::bench::Bench;
use crate::model::connection::Connection;
use crate::model::form::{Field, Form, Input, Kind};
use crate::text::{form as texts, quality};
use forkcast_parts::reactive::{flag, handler, memo, part, text};
use leptos::prelude::*;

/// Kind and form.
#[component]
#[must_use]
pub fn Ask() -> impl IntoView {
    let bench = Bench::get();
    let choose = move |kind: Kind| {
        bench.connection.with_untracked(|c| {
            if let Connection::Connected(targets) = c {
                bench.error.set(None);
                bench.is_quality.set(false);
                bench.form.set(Form::new(kind, targets));
            }
        });
    };
    let kind = memo(move || bench.form.with(|f| f.kind as u8));
    let kinds = Kind::ALL
        .into_iter()
        .map(|k| {
            view! {
                <label>
                    <input type="radio" name="bench-kind" id=format!("bench-{}", k.id())
                        prop:checked=flag(move || !bench.is_quality.get() && kind.get() == k as u8) on:change=handler(move |_| choose(k)) />
                    <span>{texts::label(k)}</span>
                </label>
            }
        })
        .collect_view();
    // Fields are recreated only when the kind changes: recreating them while someone types would take the focus away.
    let fields = part(move || {
        kind.track();
        let form = bench.form.get_untracked();
        form.fields
            .into_iter()
            .map(|field| one(bench, field))
            .collect_view()
            .into_any()
    });
    let missing = memo(move || bench.form.with(Form::missing));
    let whole = move || {
        bench.error.with(|e| {
            e.as_ref()
                .filter(|e| e.field.is_empty())
                .map_or(String::new(), |e| e.message.clone())
        })
    };
    let about = move || {
        if bench.is_quality.get() {
            quality::ABOUT.to_owned()
        } else {
            missing
                .get()
                .unwrap_or_else(|| bench.form.with(|f| texts::about(f.kind).to_owned()))
        }
    };
    let is_hidden = memo(move || bench.is_quality.get() || missing.with(Option::is_some));
    let quality = view! {
        <label>
            <input type="radio" name="bench-kind" id="bench-quality" prop:checked=flag(move || bench.is_quality.get()) on:change=handler(move |_| bench.is_quality.set(true)) />
            <span>{quality::LABEL}</span>
        </label>
    };
    view! {
        <fieldset class="segments bench-kinds"><legend class="visually-hidden">{texts::ALL_KINDS}</legend>{kinds}{quality}</fieldset>
        <p class="bench-about">{text(about)}</p>
                <div class="bench-fields" hidden=flag(move || is_hidden.get())>{fields}</div>
        <div class="bench-line" hidden=flag(move || is_hidden.get())>
            <p class="bench-error" role="alert" id="bench-error">{text(whole)}</p>
            <button class="solid" type="button" id="bench-run" prop:disabled=flag(move || bench.is_running()) on:click=handler(move |_| bench.run())>
                {text(move || texts::measure(bench.is_running(), bench.asked_unkept.get()).to_owned())}
            </button>
        </div>
    }
}

/// One field with what is wrong with it.
fn one(bench: Bench, field: Field) -> AnyView {
    let name = field.name;
    let id = format!("bench-in-{name}");
    let said = format!("bench-said-{name}");
    let wrong = memo(move || {
        bench.error.with(|e| {
            e.as_ref()
                .filter(|e| e.field == name)
                .map_or(String::new(), |e| e.message.clone())
        })
    });
    let put = move |value: String| {
        bench.form.update(|f| f.set(name, value));
        if bench
            .error
            .with_untracked(|e| e.as_ref().is_some_and(|e| e.field == name))
        {
            bench.error.set(None);
        }
    };
    let invalid = text(move || wrong.with(|w| !w.is_empty()).to_string());
    let hidden = flag(move || !bench.form.with(|f| f.shows(name)));
    let input = match field.input {
        Input::Choice(options) => {
            let options = options
                .into_iter()
                .map(|(value, label)| view! { <option value=value>{label}</option> })
                .collect_view();
            view! { <select id=id aria-describedby=said.clone() prop:value=field.value on:change=handler(move |ev| put(event_target_value(&ev)))>{options}</select> }.into_any()
        }
        Input::Flag => view! {
            <input id=id type="checkbox" prop:checked=!field.value.is_empty()
                on:change=handler(move |ev| put((if event_target_checked(&ev) { "yes" } else { "" }).to_owned())) />
        }
        .into_any(),
        Input::Number | Input::Numbers => view! {
            <input id=id type="text" inputmode="decimal" autocomplete="off" aria-describedby=said.clone() aria-invalid=invalid
                prop:value=field.value on:input=handler(move |ev| put(event_target_value(&ev))) />
        }
        .into_any(),
    };
    view! {
        <div hidden=hidden>
            <label>{field.label}{input}</label>
            <p class="bench-error" role="alert" id=said>{text(move || wrong.get())}</p>
        </div>
    }
    .into_any()
}

use forkcast_engine::params;

use super::*;

fn scenario() -> Scenario {
    let catalog = Catalog::builtin();
    let mut s = Scenario::defaults(catalog);
    params::find("change_days")
        .expect("an input")
        .set_number(&mut s, 3.5)
        .expect("in range");
    s
}

fn record(measured: &str) -> Record {
    Record::of(&scenario(), Catalog::builtin(), "2026-11-23", measured)
}

#[test]
fn json_gives_the_scenario_and_the_verdict_back() {
    let made = record("one machine, 2026-11-22");
    let read = Record::read(&made.to_json().expect("JSON")).expect("a record");
    assert_eq!(read, made);
    assert_eq!(read.scenario(Catalog::builtin()).expect("a scenario"), scenario());
    assert_eq!(
        read.verify(Catalog::builtin()).expect("verified"),
        Vec::<String>::new()
    );
    let changed: Vec<&str> = read
        .inputs
        .iter()
        .filter(|row| row.changed)
        .map(|row| row.key.as_str())
        .collect();
    assert_eq!(changed, ["change_days"]);
}

#[test]
fn a_record_is_read_wherever_a_decision_is() {
    let text = record("").to_json().expect("JSON");
    assert_eq!(
        read_scenario(&text, Catalog::builtin()).expect("a scenario"),
        scenario()
    );
}

#[test]
fn other_prices_are_named() {
    let mut catalog = Catalog::builtin().clone();
    for model in catalog.models.to_mut() {
        model.input_usd_per_m *= 10.0;
    }
    let said = record("").verify(&catalog).expect("verified").join("\n");
    assert!(said.contains("content of the catalog"), "{said}");
    assert!(said.contains("per month, USD"), "{said}");
}

#[test]
fn who_serves_tuned_weights_is_named_beside_the_costs() {
    let record = record("");
    let served: Vec<_> = record
        .decision
        .strategies
        .iter()
        .filter_map(|row| row.served.as_ref())
        .collect();
    assert!(!served.is_empty());
    let text = record.to_markdown();
    assert!(text.contains(" served by "), "{text}");
}

#[test]
fn text_of_the_user_stays_text() {
    let hostile = "<script>alert(1)</script>\n# [x](javascript:y) | `z` http://a.b";
    let record = record(hostile);
    let page = record.to_html();
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&lt;script&gt;"));
    let text = record.to_markdown();
    assert!(
        !text.contains("<script")
            && !text.replace("\\]", "").contains("](")
            && !text.contains("\n# [")
            && !text.contains("http:")
    );
    assert!(text.contains("&lt;script&gt;"));
}

#[test]
fn every_form_holds_what_reproduces_the_verdict() {
    let record = record("one machine");
    for text in [record.to_html(), record.to_markdown()] {
        for part in [
            CONTENT_SHA256,
            "2026-11-23",
            "one machine",
            "Runner-up",
            "simulations",
            "Every input",
            "Assumptions",
        ] {
            assert!(text.contains(part), "{part} is missing");
        }
        let rows = text.matches("change_days").count() + text.matches("change\\_days").count();
        assert!(rows >= 2, "in the link and in the table of inputs");
    }
}

#[test]
fn a_record_shows_and_reproduces_what_was_observed() {
    let mut scenario = scenario();
    let days = params::find("change_days").expect("an input");
    assert!(days.observe(&mut scenario, 2.0, 7.0, 54));
    let made = Record::of(
        &scenario,
        Catalog::builtin(),
        "2026-11-28",
        "observed: docs, 2026-11-28, n=54",
    );
    let read = Record::read(&made.to_json().expect("JSON")).expect("a record");
    assert_eq!(read.scenario(Catalog::builtin()).expect("a scenario"), scenario);
    assert_eq!(
        read.verify(Catalog::builtin()).expect("verified"),
        Vec::<String>::new()
    );
    for form in [made.to_markdown().replace("&#58;", ":"), made.to_html()] {
        assert!(form.contains("observed: 2 days to 7 days, n=54)"), "{form}");
    }
}

#[test]
fn a_note_is_in_every_form_and_in_the_link_and_becomes_no_markup() {
    let note = "Agreed <script>alert(1)</script> & [go](javascript:x)";
    let made = record("").noted(note, &scenario(), Catalog::builtin());
    assert_eq!(link::decode(&made.link, Catalog::builtin()).view.note, note);
    let read = Record::read(&made.to_json().expect("JSON")).expect("a record");
    assert_eq!(read.note, note);
    assert!(read.verify(Catalog::builtin()).expect("verified").is_empty());
    let (markdown, html) = (made.to_markdown(), made.to_html());
    assert!(
        markdown.contains("Agreed &lt;script&gt;alert(1)&lt;/script&gt; &amp; \\[go\\]"),
        "{markdown}"
    );
    assert!(html.contains("Note: Agreed &lt;script&gt;"), "{html}");
    assert!(!record("").to_html().contains("Note:"));
}

//! The German words and numbers of the engine: `cargo test -p forkcast-engine --features german,texts --test german`.
//!
//! A row without German words does not compile; `tests/tests/texts.rs` looks for texts that were left in English.

use expect_test::expect;
use forkcast_engine::params::{Misread, PARAMS, find};
use forkcast_engine::{Catalog, Scenario, evaluate, format, words};

#[test]
fn numbers_are_written_as_in_german() {
    let plain = |text: String| text.replace('\u{a0}', " ");
    assert_eq!(plain(format::usd(4.2)), "4,20 $");
    assert_eq!(plain(format::usd(1_200.0)), "1.200 $");
    assert_eq!(plain(format::usd(-0.0031)), "\u{2212}0,0031 $");
    assert_eq!(plain(format::usd_short(1_200_000.0)), "1,2 Mio. $");
    assert_eq!(plain(format::share(0.79)), "79 %");
    assert_eq!(plain(format::ms(2_400.0)), "2,4 s");
    assert_eq!(plain(format::interval_days(1.0)), "1 Tag");
    assert_eq!(plain(format::every_days(7.0)), "alle 7 Tage");
    assert_eq!(format::every_days(1.0), "jeden Tag");
    assert_eq!(format::count(12_000.0), "12.000");
    assert_eq!(
        (format::cell("0.125"), format::cell("bge-m3")),
        ("0,125".to_owned(), "bge-m3".to_owned())
    );
}

#[test]
fn typed_numbers_are_read_as_in_german_and_none_is_taken_for_another() {
    let read = |key: &str, text: &str| find(key).expect("an input").typed(text);
    assert_eq!(read("examples", "1.500"), Ok(1_500.0));
    assert_eq!(read("examples", "1,500"), Err(Misread::TwoWays(1.5, 1_500.0)));
    assert_eq!(read("own_input_usd", "1,125"), Ok(1.125));
    assert_eq!(read("ttft_p95_ms", "1,5 s"), Ok(1_500.0));
    assert_eq!(read("change_days", "2 Wochen"), Ok(14.0));
    assert_eq!(read("corpus_tokens", "2,5 Mio. Token"), Ok(2_500_000.0));
    assert_eq!(read("budget_monthly_usd", "8.500 $"), Ok(8_500.0));
}

#[test]
fn every_number_is_read_as_it_is_shown() {
    let (s, catalog) = (Scenario::default(), Catalog::builtin());
    for param in PARAMS
        .iter()
        .filter(|param| param.range().is_some() && param.is_set(&s))
    {
        let (shown, value) = (format::value(param, &s, catalog), param.number(&s));
        if value >= format::NEVER_DAYS && shown == format::NEVER {
            continue;
        }
        let read = param.typed(&shown);
        assert!(
            read.as_ref()
                .is_ok_and(|read| (read - value).abs() <= 0.006 * value.abs().max(1e-9)),
            "{}: {shown} is read as {read:?}",
            param.key
        );
    }
}

#[test]
fn the_default_scenario_is_told_in_german() {
    let s = Scenario::default();
    let report = evaluate(&s, Catalog::builtin());
    let headline = words::headline(&report);
    let mut said = vec![headline.text(), headline.subtitle, words::lead(&report, &s)];
    said.extend(
        report
            .verdict
            .reasons
            .iter()
            .map(|reason| words::plain(&words::reason(reason))),
    );
    expect![[r#"
        Retrieval einsetzen (RAG).
        11.980 $ vorab, dann 1.820 $ im Monat. Hält Ihre Grenzwerte in 89 % der Simulationen ein; am engsten: erstes Token.
        Nächstbester Ansatz: Hybrid mit eintrainierten Fakten (Punktzahl 68,8 gegen 71,4 von 100).
        Kostet im Zeitraum 105.800 $ weniger als Hybrid mit eintrainierten Fakten
        Einfacher zu betreiben oder zu verlassen als Hybrid mit eintrainierten Fakten
        Geht 4,7 Wochen früher in Betrieb als Hybrid mit eintrainierten Fakten
        Verfehlt Form oder Ton 6-mal so oft wie Hybrid mit eintrainierten Fakten
        Erstes Token 356 ms später als Hybrid mit eintrainierten Fakten (p95)
        Fakten richtig in 72 % der Antworten (Hybrid mit eintrainierten Fakten: 75 %)
    "#]].assert_eq(&(said.join("\n").replace('\u{a0}', " ") + "\n"));
}

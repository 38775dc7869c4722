use forkcast_prices::{Date, genai_python, litellm};

use super::*;

const FIRST: &str = "providers: list[Provider] = [Provider(id='openai', models=[
    ModelInfo(id='a', prices=[
        ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('4'))),
        ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2027, 1, 1)), prices=ModelPrice(input_mtok=Decimal('3'), output_mtok=Decimal('9'))),
    ]),
    ModelInfo(id='b', prices=ModelPrice(
        input_mtok=TieredPrices(base=Decimal('2'), tiers=[Tier(start=272000, price=Decimal('4'))]),
        output_mtok=TieredPrices(base=Decimal('10'), tiers=[Tier(start=272000, price=Decimal('15'))]))),
    ModelInfo(id='d', prices=[
        ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('2'))),
        ConditionalPrice(constraint=TimeOfDateConstraint(start_time=datetime.time(1, 0, tzinfo=datetime.UTC), end_time=datetime.time(4, 0, tzinfo=datetime.UTC)), prices=ModelPrice(input_mtok=Decimal('2'), output_mtok=Decimal('4'))),
    ]),
])]
";
const SECOND: &str = r#"{"a": {"input_cost_per_token": 1.5e-06, "output_cost_per_token": 4e-06},
    "b": {"input_cost_per_token": 2e-06, "output_cost_per_token": 1e-05,
        "input_cost_per_token_above_200k_tokens": 4e-06, "output_cost_per_token_above_200k_tokens": 1.6e-05},
    "d": {"input_cost_per_token": 2e-06, "output_cost_per_token": 4e-06, "off_peak_pricing": {
        "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06, "windows": [
            {"hours_utc": ["00:00-01:00", "04:00-00:00"], "weekdays": [1, 2, 3, 4, 5]},
            {"hours_utc": "00:00-00:00", "weekdays": [6, 7]}]}}}"#;
const CATALOG: &str = "# Head.\n\n[[model]]\nid = \"a\"\nprovider = \"openai\"\nfeed_id = \"a\"\ninput = 0.9 # a note\noutput = 4.0\nas_of = \"2026-01-01\"\n[model.tuning]\ninput = 7.0\nas_of = \"2026-01-02\"\n\n[[model]]\nid = \"b\"\nprovider = \"openai\"\nfeed_id = \"b\"\ninput = 2.0\noutput = 10.0\nas_of = \"2026-01-01\"\n\n[[model]]\nid = \"c\"\nprovider = \"openai\"\nfeed_id = \"c\"\ninput = 1.0\noutput = 1.0\nas_of = \"2026-01-01\"\n\n[[model]]\nid = \"d\"\nprovider = \"openai\"\nfeed_id = \"d\"\ninput = 1.0\noutput = 2.0\ninput_other = 2.0\nas_of = \"2026-01-01\"\n";

#[test]
fn prices_and_dates_change_and_nothing_else() {
    let feeds = Feeds {
        first: genai_python(FIRST).expect("first"),
        second: litellm(SECOND).expect("second"),
    };
    let review = against(CATALOG, &feeds, Date::new(2026, 11, 23).expect("a day")).expect("a review");
    let expected = CATALOG
        // A later price goes behind the model's other tables, peak hours behind its own lines.
        .replace("input = 7.0\nas_of = \"2026-01-02\"\n", "input = 7.0\nas_of = \"2026-01-02\"\n[[model.later]]\nfrom = \"2027-01-01\"\ninput = 3.0\noutput = 9.0\nsource = \"genai-prices price feed\"\nas_of = \"2026-11-23\"\n")
        .replace("input = 1.0\noutput = 2.0\ninput_other = 2.0\nas_of = \"2026-01-01\"\n", "input = 1.0\noutput = 2.0\nas_of = \"2026-11-23\"\n[model.peak]\nhours = \"01:00-04:00, Monday to Friday\"\ninput = 2.0\noutput = 4.0\nsource = \"genai-prices and LiteLLM price feeds\"\nas_of = \"2026-11-23\"\n")
        .replace("input = 0.9 # a note\noutput = 4.0\nas_of = \"2026-01-01\"", "input = 1.0 # a note\noutput = 4.0\ninput_other = 1.5\nas_of = \"2026-11-23\"")
        .replace("output = 10.0\nas_of = \"2026-01-01\"", "output = 10.0\nlong_above_tokens = 272000.0\nlong_input = 4.0\nlong_output = 15.0\nlong_above_tokens_other = 200000.0\nlong_output_other = 16.0\nas_of = \"2026-11-23\"");
    assert_eq!(review.catalog, expected);
    for said in [
        "a: input 0.9 -> 1",
        "a: the feeds disagree",
        "a: from 2027-01-01 input 3, output 9 (as of 2026-11-23)",
        "b: the feeds disagree on long prompts",
        "c: in neither feed",
        "d: at 01:00-04:00, Monday to Friday input 2, output 4 (as of 2026-11-23)",
        "3 changed, 1 on which",
    ] {
        assert!(
            review.text.contains(said),
            "{said} is missing in:\n{}",
            review.text
        );
    }
}

/// What was written is current: a second look changes nothing but the dates, and what has come into force or was called off goes.
#[test]
fn what_was_written_stays_until_the_feeds_say_otherwise() {
    let feeds = |first: &str| Feeds {
        first: genai_python(first).expect("first"),
        second: litellm(SECOND).expect("second"),
    };
    let day = |text: &str| Date::parse(text).expect("a day");
    let written = against(CATALOG, &feeds(FIRST), day("2026-11-23"))
        .expect("a review")
        .catalog;
    let noted = written.replace("output = 9.0", "output = 9.0 # announced in a blog");
    let again = against(&noted, &feeds(FIRST), day("2026-12-24")).expect("a review");
    assert!(again.text.contains(" 0 changed"), "{}", again.text);
    // Model c is in neither feed, so its date stays.
    assert_eq!(again.catalog, noted.replace("2026-11-23", "2026-12-24"));

    let dearer = FIRST.replace("Decimal('9')", "Decimal('12')");
    let raised = against(&noted, &feeds(&dearer), day("2026-12-24")).expect("a review");
    assert!(raised.text.contains("a: its later prices"), "{}", raised.text);
    assert!(
        raised.catalog.contains("output = 12.0 # announced in a blog"),
        "{}",
        raised.catalog
    );

    let in_force = against(&noted, &feeds(FIRST), day("2027-01-01")).expect("a review");
    assert!(
        !in_force.catalog.contains("[[model.later]]"),
        "{}",
        in_force.catalog
    );
    assert!(
        in_force.catalog.contains("input = 3.0 # a note\noutput = 9.0\n"),
        "{}",
        in_force.catalog
    );
}

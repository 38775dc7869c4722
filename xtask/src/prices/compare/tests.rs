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
])]
";
const SECOND: &str = r#"{"a": {"input_cost_per_token": 1.5e-06, "output_cost_per_token": 4e-06},
    "b": {"input_cost_per_token": 2e-06, "output_cost_per_token": 1e-05}}"#;
const CATALOG: &str = "# Head.\n\n[[model]]\nid = \"a\"\nprovider = \"openai\"\nfeed_id = \"a\"\ninput = 0.9 # a note\noutput = 4.0\nas_of = \"2026-01-01\"\n[model.tuning]\ninput = 7.0\nas_of = \"2026-01-02\"\n\n[[model]]\nid = \"b\"\nprovider = \"openai\"\nfeed_id = \"b\"\ninput = 2.0\noutput = 10.0\nas_of = \"2026-01-01\"\n\n[[model]]\nid = \"c\"\nprovider = \"openai\"\nfeed_id = \"c\"\ninput = 1.0\noutput = 1.0\nas_of = \"2026-01-01\"\n";

#[test]
fn prices_and_dates_change_and_nothing_else() {
    let feeds = Feeds {
        first: genai_python(FIRST).expect("first"),
        second: litellm(SECOND).expect("second"),
    };
    let review = against(CATALOG, &feeds, Date::new(2026, 11, 23).expect("a day")).expect("a review");
    let expected = CATALOG
        .replace("input = 0.9 # a note\noutput = 4.0\nas_of = \"2026-01-01\"", "input = 1.0 # a note\noutput = 4.0\ninput_other = 1.5\nas_of = \"2026-11-23\"")
        .replace("output = 10.0\nas_of = \"2026-01-01\"", "output = 10.0\nlong_above_tokens = 272000.0\nlong_input = 4.0\nlong_output = 15.0\nas_of = \"2026-11-23\"");
    assert_eq!(review.catalog, expected);
    for said in [
        "a: input 0.9 -> 1",
        "a: the feeds disagree",
        "a: from 2027-01-01 3 in / 9 out",
        "c: in neither feed",
        "2 changed",
    ] {
        assert!(
            review.text.contains(said),
            "{said} is missing in:\n{}",
            review.text
        );
    }
}

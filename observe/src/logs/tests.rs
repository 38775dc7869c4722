use forkcast_engine::Catalog;

use super::*;

fn observed(text: &str) -> Summary {
    read(text, None).expect("a log")
}

fn read(text: &str, mapping: Option<&str>) -> Result<Summary, ObserveError> {
    let mapping = mapping.map(Mapping::read).transpose()?;
    let mut logs = Logs::new(Catalog::builtin(), mapping);
    logs.read("log", text.as_bytes())?;
    logs.check()?;
    Ok(logs.finish())
}

fn finding(summary: &Summary, id: &str) -> Estimate {
    let found = summary.findings.iter().find(|finding| finding.id == id);
    found
        .unwrap_or_else(|| panic!("{id} of {:?}", summary.findings))
        .estimate
}

#[test]
fn openai_responses_are_read() {
    let chat = r#"{"id":"c","object":"chat.completion","created":1795867200,"model":"gpt-5.4-mini","choices":[{"message":{"role":"assistant","content":"secret"}}],"usage":{"prompt_tokens":1000,"completion_tokens":300,"total_tokens":1300,"prompt_tokens_details":{"cached_tokens":400},"completion_tokens_details":{"reasoning_tokens":100}}}"#;
    let response = r#"{"id":"r","object":"response","created_at":1795867201.5,"model":"gpt-5.4-mini","error":null,"usage":{"input_tokens":1000,"input_tokens_details":{"cached_tokens":400},"output_tokens":300.0,"output_tokens_details":{"reasoning_tokens":100}}}"#;
    let batch = format!(
        r#"{{"id":"b","custom_id":"1","response":{{"status_code":200,"body":{chat}}},"error":null}}"#
    );
    let chunk =
        r#"{"object":"chat.completion.chunk","created":1795867200,"model":"gpt-5.4-mini","choices":[]}"#;
    let summary = observed(&[chat, response, &batch, chunk].join("\n"));
    assert_eq!(summary.formats.get("openai"), Some(&4));
    assert_eq!((summary.calls, summary.other, summary.untimed), (3.0, 1, 0));
    assert_eq!(finding(&summary, "output_tokens").value, 200.0);
    assert_eq!(finding(&summary, "thinking_tokens").value, 100.0);
    assert_eq!(finding(&summary, "whole_prompt_tokens").value, 1000.0);
    assert_eq!(summary.cached_share, Some(0.4));
}

#[test]
fn anthropic_and_gemini_count_apart_what_openai_counts_together() {
    let anthropic = r#"{"id":"m","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"secret"}],"usage":{"input_tokens":600,"cache_creation_input_tokens":100,"cache_read_input_tokens":300,"output_tokens":50}}"#;
    let summary = observed(anthropic);
    assert_eq!((summary.untimed, summary.from.clone()), (1, None));
    assert_eq!(finding(&summary, "whole_prompt_tokens").value, 1000.0);
    assert_eq!(summary.cached_share, Some(0.3));
    let gemini = r#"{"candidates":[],"usageMetadata":{"promptTokenCount":1000,"cachedContentTokenCount":500,"candidatesTokenCount":40,"thoughtsTokenCount":60,"totalTokenCount":1100},"modelVersion":"gemini-x","createTime":"2026-11-28T12:00:00.123456Z","responseId":"r"}"#;
    let summary = observed(gemini);
    assert_eq!(finding(&summary, "output_tokens").value, 40.0);
    assert_eq!(finding(&summary, "thinking_tokens").value, 60.0);
    assert_eq!(summary.cached_share, Some(0.5));
    assert_eq!(summary.from.as_deref(), Some("2026-11-28"));
}

#[test]
fn gateways_and_observers_are_read() {
    let litellm = r#"{"request_id":"1","call_type":"acompletion","spend":0.5,"total_tokens":130,"prompt_tokens":100,"completion_tokens":30,"startTime":"2026-11-28 12:00:00","endTime":"2026-11-28 12:00:02","completionStartTime":"2026-11-28 12:00:00.500","model":"m-a","status":"success"}"#;
    let langfuse = r#"[{"id":"o","traceId":"t","type":"GENERATION","startTime":"2026-11-28T12:00:00Z","endTime":"2026-11-28T12:00:02Z","completionStartTime":"2026-11-28T12:00:00.500Z","model":"m-b","input":"secret","usageDetails":{"input":60,"input_cached_tokens":40,"output":30,"total":130},"costDetails":{"total":0.5},"level":"DEFAULT"},
{"id":"s","traceId":"t","type":"SPAN","startTime":"2026-11-28T12:00:00Z"}]"#;
    let helicone = r#"{"request_id":"1","request_created_at":"2026-11-28T12:00:00+00:00","response_created_at":"2026-11-28T12:00:02+00:00","delay_ms":2000,"time_to_first_token":500,"prompt_tokens":100,"completion_tokens":30,"model":"m-c","response_status":200,"cost_usd":0.5,"response_body":{"error":null}}"#;
    for (format, text, unzoned) in [
        ("litellm", litellm, 1),
        ("langfuse", langfuse, 0),
        ("helicone", helicone, 0),
    ] {
        let summary = observed(text);
        assert_eq!(summary.formats.keys().collect::<Vec<_>>(), [&format]);
        assert_eq!((summary.calls, summary.unzoned), (1.0, unzoned), "{format}");
        assert_eq!(finding(&summary, "whole_prompt_tokens").value, 100.0, "{format}");
        let (whole, first) = (
            summary.latency_ms.expect(format),
            summary.first_token_ms.expect(format),
        );
        assert!(
            (whole.max - 2000.0).abs() < 1e-3 && (first.max - 500.0).abs() < 1e-3,
            "{format}"
        );
        assert_eq!(summary.bill.paid_usd, Some(0.5), "{format}");
    }
}

#[test]
fn spans_of_otlp_are_read_and_those_of_tools_are_not() {
    let span = |attributes: &str, code: u8| {
        format!(
            r#"{{"traceId":"t","name":"chat","startTimeUnixNano":"1795867200000000000","endTimeUnixNano":"1795867202000000000","attributes":[{attributes}],"status":{{"code":{code}}}}}"#
        )
    };
    let chat = r#"{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"m"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"100"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":30}},{"key":"gen_ai.prompt","value":{"stringValue":"secret"}}"#;
    let tool = r#"{"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}}"#;
    let line = format!(
        r#"{{"resourceSpans":[{{"resource":{{}},"scopeSpans":[{{"spans":[{},{},{},{}]}}]}}]}}"#,
        span(chat, 1),
        span(chat, 2),
        span(tool, 1),
        span("", 1)
    );
    let summary = observed(&line);
    assert_eq!((summary.calls, summary.other), (2.0, 2));
    assert_eq!(finding(&summary, "error_share").value, 0.5);
    assert_eq!(finding(&summary, "output_tokens").value, 30.0);
    assert!((summary.latency_ms.expect("latency").p50.value / 2000.0 - 1.0).abs() < 0.01);
}

#[test]
fn usage_csv_counts_many_questions_in_a_row() {
    let csv = "start_time,end_time,start_time_iso,end_time_iso,model,batch,input_tokens,output_tokens,input_cached_tokens,num_model_requests\n\
        1795824000,1795910400,2026-11-28T00:00:00+00:00,2026-11-29T00:00:00+00:00,gpt-5.4-mini,false,100000,20000,40000,200\n\
        1795910400,1795996800,2026-11-29T00:00:00+00:00,2026-11-30T00:00:00+00:00,gpt-5.4-mini,false,110000,22000,44000,220\n";
    let summary = observed(csv);
    assert_eq!(summary.formats.keys().collect::<Vec<_>>(), [&"openai-usage-csv"]);
    assert_eq!(summary.calls, 420.0);
    assert_eq!(finding(&summary, "queries_per_day").value, 210.0);
    let shares = summary.traffic.as_ref().expect("traffic").weekdays;
    assert!(
        shares.iter().all(|share| share.is_sign_positive()),
        "no share of −0: {shares:?}"
    );
    assert_eq!(summary.cached_share, Some(0.4));
    let traffic = summary.traffic.expect("traffic");
    assert!(
        traffic.peak_factor.is_none() && traffic.hours.is_none(),
        "whole days have no hours"
    );
}

#[test]
fn any_csv_is_read_with_a_mapping_and_decimal_commas_are_understood_or_refused() {
    let good =
        "when;which;in;out;eur\n2026-11-28 12:00:00;m;100;30;0,5\n2026-11-28 13:00:00;m;200;40;1.000,25\n";
    let map = "time=when,model=which,input=in,output=out,cost=eur";
    let summary = read(good, Some(map)).expect("a log");
    assert_eq!(
        (summary.calls, summary.unzoned, summary.bill.paid_usd),
        (2.0, 2, Some(1000.75))
    );
    let error = read(good, None).expect_err("no mapping").to_string();
    assert!(error.contains("time") && error.contains("--map"), "{error}");
    assert!(read(good, Some("time=nope")).is_err() && read(good, Some("tiem=when")).is_err());
    let either = "when;which;in;out;eur\n2026-11-28 12:00:00;m;1,234;30;0,5\n";
    let error = read(either, Some(map)).expect_err("refused").to_string();
    assert!(
        error.contains("decimal comma") && error.contains("line 2"),
        "{error}"
    );
}

#[test]
fn several_currencies_are_refused() {
    let csv = "time,input,output,cost,currency\n2026-11-28,1,1,0.5,usd\n2026-11-29,1,1,0.5,eur\n";
    assert!(matches!(read(csv, None), Err(ObserveError::MixedCurrencies(of)) if of == ["EUR", "USD"]));
    assert!(read("time,input,output,cost\n2026-11-28,1,1,€0.5\n", None).is_err());
}

/// Random-looking numbers from 0 to 1 that are the same each time.
fn dice(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (crate::hash::mix(state) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Weights of the hours of a day: the busiest has twice the average.
fn hour_weight(hour: usize) -> f64 {
    if (9..17).contains(&hour) { 2.0 } else { 0.5 }
}

#[test]
fn a_known_process_is_recovered() {
    // 84 days from a Monday, 400 questions on the first, 10% growth a month, half as many at weekends; answers log-normal with a
    // p95 of 3 times the median, 5% errors.
    let mut random = dice(7);
    let mut text = String::new();
    let monday = when::days(2026, 1, 5);
    assert_eq!(when::weekday(monday), 0);
    let slope = 1.1f64.ln() / (365.25 / 12.0);
    let sigma = 3f64.ln() / 1.6449;
    let mut last_weeks = 0.0;
    for day in 0..84 {
        let weekend = if when::weekday(monday + day) >= 5 {
            0.5
        } else {
            7.0 / 6.0 * 0.5 + 0.6
        };
        let rate = 400.0 * (slope * day as f64).exp() * weekend;
        for hour in 0..24 {
            let expected = rate * hour_weight(hour) / 24.0;
            if (55..83).contains(&day) {
                last_weeks += expected / 28.0;
            }
            // Sums of even chances are near enough to Poisson here.
            let tries = (expected * 4.0).round() as usize;
            for _ in 0..tries {
                if random() >= expected / tries as f64 {
                    continue;
                }
                let seconds = (monday + day) * 86_400 + hour as i64 * 3600 + (random() * 3600.0) as i64;
                let normal =
                    (-2.0 * random().max(1e-12).ln()).sqrt() * (std::f64::consts::TAU * random()).cos();
                let output = (200.0 * (sigma * normal).exp()).round();
                let error = if random() < 0.05 {
                    r#","error":{"message":"m"}"#
                } else {
                    ""
                };
                text += &format!(
                    "{{\"object\":\"chat.completion\",\"created\":{seconds},\"model\":\"m\",\"usage\":{{\"prompt_tokens\":500,\"completion_tokens\":{output}}}{error}}}\n"
                );
            }
        }
    }
    let summary = observed(&text);
    let holds = |id: &str, truth: f64| {
        let found = finding(&summary, id);
        assert!(
            found.low <= truth && truth <= found.high,
            "{id}: {truth} not in {found:?}"
        );
        found
    };
    holds("queries_per_day", last_weeks);
    let growth = holds("growth_monthly", 0.1);
    assert!(growth.high - growth.low < 0.06, "{growth:?}");
    holds("error_share", 0.05);
    holds("output_tokens", 200.0 * (sigma * sigma / 2.0).exp());
    holds("answer_spread", 3.0);
    let peak = finding(&summary, "peak_factor");
    let weekday = 1.183_333 / ((5.0 * 1.183_333 + 2.0 * 0.5) / 7.0);
    assert!(
        (peak.value / (2.0 * weekday) - 1.0).abs() < 0.06,
        "{peak:?} for {}",
        2.0 * weekday
    );
    assert_eq!(summary.traffic.expect("traffic").whole_days, 82);
}

#[test]
fn the_bill_is_predicted_by_the_catalogs_prices() {
    let catalog = Catalog::builtin();
    let model = catalog
        .models
        .iter()
        .find(|model| model.long.is_none() && model.is_sold())
        .expect("a model");
    let cached = model.cached_usd_per_m.unwrap_or(model.input_usd_per_m);
    let predicted = (600.0 * model.input_usd_per_m + 400.0 * cached + 300.0 * model.output_usd_per_m) / 1e6;
    let line = |spend: f64| {
        format!(
            r#"{{"request_id":"1","spend":{spend},"startTime":"2026-11-28T12:00:00Z","model":"{}","usage":{{"prompt_tokens":1000,"completion_tokens":300,"prompt_tokens_details":{{"cached_tokens":400}}}}}}"#,
            model.id
        )
    };
    let text = [
        line(predicted * 1.5),
        line(predicted * 1.5),
        line(0.0).replace(&*model.id, "unknown-model"),
    ]
    .join("\n");
    let summary = observed(&text);
    let row = summary
        .models
        .iter()
        .find(|row| row.catalog.is_some())
        .expect("a row");
    assert_eq!((row.questions, row.catalog.as_deref()), (2.0, Some(&*model.id)));
    assert!((row.paid.ratio.expect("a ratio") - 1.5).abs() < 1e-9);
    assert!((summary.bill.ratio.expect("a ratio") - 1.5).abs() < 1e-9);
    // A bill of its own counts in place of what the log says.
    let mut logs = Logs::new(catalog, None);
    logs.read("log", text.as_bytes()).expect("a log");
    let bill = format!(
        "line_item,amount_value,amount_currency\n\"{}, input\",{},usd\n\"{}, output\",{},usd\n",
        model.id, predicted, model.id, predicted
    );
    logs.read_bill("bill.csv", bill.as_bytes()).expect("a bill");
    let summary = logs.finish();
    assert!(
        (summary.bill.ratio.expect("a ratio") - 1.0).abs() < 1e-9,
        "{:?}",
        summary.bill
    );
    assert_eq!(summary.calls, 3.0);
}

#[test]
fn hostile_logs_are_survived() {
    let good = r#"{"object":"chat.completion","created":1795867200,"model":"m","usage":{"prompt_tokens":5,"completion_tokens":5}}"#;
    let bad = [
        "{\"a\":".repeat(50_000),
        format!("{{\"x\":\"{}\"}}", "y".repeat(crate::records::LONGEST + 1)),
        good.replace(":5,", ":-5,"),
        good.replace("1795867200", "\"yesterday\""),
        good.replace(":5,", ":1e300,"),
        "{\"usage\":".to_owned(),
        "[1,2,3]".to_owned(),
    ];
    let odd = [
        good.replace("\"m\"", "{\"name\":[]}"),
        good.replace("{\"prompt_tokens\":5,\"completion_tokens\":5}", "\"none\""),
        good.replace(":5,", ":\"5\","),
    ];
    let mut text = format!("\u{FEFF}{}\r\n", vec![good; 300].join("\r\n"));
    for line in bad.iter().chain(&odd) {
        text += line;
        text += "\r\n";
    }
    let summary = observed(&text);
    assert_eq!((summary.calls, summary.problems.bad), (303.0, 7));
    assert_eq!(summary.problems.first[0].line, 301);
}

#[test]
fn unknown_logs_name_the_nearest_format() {
    let text = r#"{"type":"GENERATION","startTime":"2026-11-28T12:00:00Z","prompt":"secret"}"#;
    assert_eq!(observed(text).calls, 1.0);
    let error = read(r#"{"spend":1,"text":"secret"}"#, None)
        .expect_err("unknown")
        .to_string();
    assert!(
        error.contains("litellm") && error.contains("startTime") && !error.contains("secret"),
        "{error}"
    );
}

#[test]
fn no_text_gets_into_a_summary() {
    let secret = "SECRET WORDS";
    let text = format!(
        r#"{{"object":"chat.completion","created":1795867200,"model":"{secret}","choices":[{{"message":{{"content":"{secret}"}}}}],"usage":{{"prompt_tokens":5,"completion_tokens":5}},"error":"{secret}","status":"{secret}","currency":null}}"#
    );
    let summary = observed(&text);
    let json = serde_json::to_string(&summary).expect("JSON");
    assert!(!json.contains("SECRET"), "{json}");
}

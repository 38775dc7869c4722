//! A small CSV: `model,input,cached_input,output`, USD per million tokens, and a tier beside it.

use forkcast_engine::number;

use crate::text::csv as texts;
use crate::{Error, PriceList, Priced, Scheduled, Skipped, Source, Terms, Tier, body, price, rising};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Model,
    Label,
    Provider,
    Input,
    Cached,
    Write,
    Output,
    Above,
    Other,
}

/// Reads a CSV with a line of names. Names are matched without regard to case, spaces and `usd_per_m` endings; unknown columns are
/// ignored. A model with tiers has a line for each, distinguished by `above_tokens`.
///
/// # Errors
/// States what was wrong, in which line and field, and what is accepted.
pub fn csv(text: &str) -> Result<PriceList, Error> {
    let rows = rows(body(text)?)?;
    let mut rows = rows.into_iter();
    let (line, names) = rows
        .next()
        .ok_or_else(|| wrong(1, 1, texts::ACCEPTED.to_owned()))?;
    let columns: Vec<Column> = names.iter().map(|name| column(name)).collect();
    if names.len() == 1 && names.iter().any(|name| name.contains(';') || name.contains('\t')) {
        return Err(wrong(line, 1, texts::SEPARATORS.to_owned()));
    }
    for needed in [Column::Model, Column::Input, Column::Output] {
        let count = columns.iter().filter(|column| **column == needed).count();
        if count != 1 {
            let name = ["model", "input", "output"]
                .get(
                    [Column::Model, Column::Input, Column::Output]
                        .iter()
                        .position(|c| *c == needed)
                        .unwrap_or(0),
                )
                .copied()
                .unwrap_or_default();
            return Err(wrong(line, 1, texts::columns(count, name)));
        }
    }
    let (mut models, mut skipped) = (Vec::<Priced>::new(), Vec::new());
    for (line, fields) in rows {
        if fields.len() != columns.len() {
            return Err(wrong(
                line,
                fields.len(),
                texts::fields(fields.len(), columns.len()),
            ));
        }
        read_row(line, &columns, &fields, &mut models, &mut skipped)?;
    }
    for model in &mut models {
        for scheduled in &mut model.schedule {
            scheduled.tiers = rising(std::mem::take(&mut scheduled.tiers));
        }
    }
    let based = |model: &Priced| {
        model.schedule.iter().all(|s| {
            s.tiers
                .first()
                .is_some_and(|tier| tier.above_prompt_tokens == 0.0)
        })
    };
    if let Some(model) = models.iter().find(|model| !based(model)) {
        return Err(wrong(line, 1, texts::only_long(&model.id)));
    }
    PriceList::new(Source::Csv, models, skipped)
}

fn read_row(
    line: usize,
    columns: &[Column],
    fields: &[String],
    models: &mut Vec<Priced>,
    skipped: &mut Vec<Skipped>,
) -> Result<(), Error> {
    let find = |wanted: Column| {
        let place = columns.iter().position(|column| *column == wanted)?;
        fields.get(place).map(|field| (place + 1, field.trim()))
    };
    let number = |wanted: Column| -> Result<Option<f64>, Error> {
        match find(wanted) {
            None | Some((_, "")) => Ok(None),
            Some((place, field)) => amount(field, wanted == Column::Above)
                .map(Some)
                .map_err(|message| wrong(line, place, message)),
        }
    };
    let text = |wanted| find(wanted).map_or("", |(_, field)| field);
    let id = text(Column::Model);
    if id.is_empty() {
        return Err(wrong(
            line,
            find(Column::Model).map_or(1, |f| f.0),
            texts::NO_NAME.to_owned(),
        ));
    }
    let (Some(input), Some(output)) = (number(Column::Input)?, number(Column::Output)?) else {
        skipped.push(Skipped {
            name: id.to_owned(),
            why: texts::no_input_or_output(line),
            wrong_unit: false,
            line: Some(line),
        });
        return Ok(());
    };
    let tier = Tier {
        above_prompt_tokens: number(Column::Above)?.unwrap_or(0.0),
        input,
        cached_input: number(Column::Cached)?,
        cache_write: number(Column::Write)?,
        output,
    };
    let provider = text(Column::Provider);
    let known = models
        .iter_mut()
        .find(|model| model.id == id && model.provider == provider);
    let Some(scheduled) = known.and_then(|model| model.schedule.first_mut()) else {
        models.push(Priced {
            id: id.to_owned(),
            label: Some(text(Column::Label))
                .filter(|label| !label.is_empty())
                .unwrap_or(id)
                .to_owned(),
            provider: provider.to_owned(),
            schedule: vec![Scheduled {
                from: None,
                hours: None,
                tiers: vec![tier],
            }],
            checked: None,
            terms: Terms::default(),
        });
        return Ok(());
    };
    if scheduled
        .tiers
        .iter()
        .any(|known| known.above_prompt_tokens == tier.above_prompt_tokens)
    {
        return Err(wrong(line, 1, texts::repeated(id)));
    }
    scheduled.tiers.push(tier);
    Ok(())
}

fn wrong(line: usize, column: usize, message: String) -> Error {
    Error::Field {
        line,
        column,
        message,
    }
}

fn column(name: &str) -> Column {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let plain = [
        "usdpermilliontokens",
        "pricepermilliontokens",
        "priceper1mtokens",
        "usdper1mtokens",
        "permilliontokens",
        "per1mtokens",
        "1mtokens",
        "usdpermtokens",
        "usdpermtok",
        "usdperm",
        "permtok",
        "mtok",
        "price",
        "usd",
    ]
    .iter()
    .find_map(|ending| plain.strip_suffix(ending).filter(|rest| !rest.is_empty()))
    .unwrap_or(&plain);
    match plain {
        "model" | "id" | "modelid" | "name" => Column::Model,
        "label" => Column::Label,
        "provider" | "vendor" => Column::Provider,
        "input" | "inputtokens" | "prompt" => Column::Input,
        "cached" | "cachedinput" | "inputcached" | "cacheread" | "cache" => Column::Cached,
        "cachewrite" | "cachewrites" | "cachedwrite" | "inputcachewrite" => Column::Write,
        "output" | "outputtokens" | "completion" => Column::Output,
        "abovetokens" | "above" | "aboveprompttokens" => Column::Above,
        _ => Column::Other,
    }
}

/// A price, or a number of tokens.
fn amount(field: &str, tokens: bool) -> Result<f64, String> {
    let bare = field.strip_prefix('$').unwrap_or(field);
    let read = number::typed(bare);
    let number = if bare.contains(',') {
        // Within quotes. One that parts thousands for some parts decimals for others.
        let decimal = number::parse(&bare.replace(',', "."));
        decimal
            .filter(|decimal| read.unit.is_empty() && read.numbers == [*decimal])
            .ok_or_else(|| texts::comma(field, tokens))?
    } else {
        number::parse(bare).ok_or_else(|| texts::not_a_number(field, tokens))?
    };
    if tokens {
        // 200.000 is 200 or 200,000.
        if read.numbers.len() > 1 {
            return Err(texts::comma(field, tokens));
        }
        return if number.is_finite() && number >= 0.0 {
            Ok(number)
        } else {
            Err(texts::not_tokens(field))
        };
    }
    price(number).map_err(|refused| refused.why)
}

/// Rows of a CSV text that are neither empty nor a comment (`#`), with the number of their first line. Quotes may hold commas, line ends
/// and doubled quotes.
///
/// # Errors
/// A quote is not closed.
pub fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, Error> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut first, mut quoted) = (1, 1, None);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quoted, c) {
            (Some(_), '"') if chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            (Some(_), '"') => quoted = None,
            (None, '"') if field.trim().is_empty() => {
                field.clear();
                quoted = Some(line);
            }
            (None, ',') => row.push(std::mem::take(&mut field)),
            (None, '\n') => {
                end(&mut rows, first, &mut row, &mut field);
                line += 1;
                first = line;
            }
            (None, '\r') => {}
            (_, c) => {
                line += usize::from(c == '\n');
                field.push(c);
            }
        }
    }
    if let Some(line) = quoted {
        return Err(wrong(line, row.len() + 1, texts::OPEN_QUOTE.to_owned()));
    }
    end(&mut rows, first, &mut row, &mut field);
    Ok(rows)
}

fn end(rows: &mut Vec<(usize, Vec<String>)>, line: usize, row: &mut Vec<String>, field: &mut String) {
    row.push(std::mem::take(field));
    let row = std::mem::take(row);
    let note = row
        .first()
        .is_some_and(|first| first.trim_start().starts_with('#'));
    if !note && row.iter().any(|field| !field.trim().is_empty()) {
        rows.push((line, row));
    }
}

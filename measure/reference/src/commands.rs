//! What the worker program does beside runs, for the table of a GPU machine: checks, exact search, and the shapes as numbers.

use std::process::ExitCode;

use forkcast_engine::latency::shapes::SHAPES;
use forkcast_protocol::measure::Device;
use serde_json::json;

use crate::device::Place;
use crate::search::{self, Size};
use crate::{check, embedding, tell, text, worker};

/// The worker program: without arguments [`worker`], else a command.
#[must_use]
pub fn program(arguments: &[String]) -> ExitCode {
    let words: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|&word| word != "--cpu")
        .collect();
    let device = if words.len() == arguments.len() {
        Device::Cuda
    } else {
        Device::Cpu
    };
    let outcome = match words.as_slice() {
        [] => return worker(),
        ["check"] => checked(device),
        ["search", vectors, dimensions, k, repeats] => searched(device, [vectors, dimensions, k, repeats]),
        ["embed", batch, tokens, repeats] => embedded(device, [batch, tokens, repeats]),
        ["shapes"] => {
            println!("{}", shapes());
            Ok(())
        }
        _ => Err(text::HELP.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn checked(device: Device) -> Result<(), String> {
    let seed = rand::random();
    let compared = check::compare(&Place::open(device)?, seed)?;
    for row in &compared {
        println!(
            "{}",
            text::check::outcome(row.holds(), &row.name, row.difference, row.accepted)
        );
    }
    let failed = compared.iter().filter(|row| !row.holds()).count();
    if failed > 0 {
        return Err(text::check::some_failed(failed, compared.len(), seed));
    }
    Ok(())
}

/// A whole number within its range.
fn number(name: &str, given: &str, most: usize) -> Result<usize, String> {
    match given.parse::<usize>() {
        Ok(value) if (1..=most).contains(&value) => Ok(value),
        _ => Err(text::not_a_number(name, given, most)),
    }
}

fn embedded(device: Device, [batch, tokens, repeats]: [&str; 3]) -> Result<(), String> {
    let size = embedding::Size {
        batch: number("BATCH", batch, 4096)?,
        tokens: number("TOKENS", tokens, 512)?,
        repeats: number("REPEATS", repeats, 100_000)?,
    };
    embedding::run(&Place::open(device)?, size, &mut |update| tell(&update))
}

fn searched(device: Device, [vectors, dimensions, k, repeats]: [&str; 4]) -> Result<(), String> {
    let size = Size {
        vectors: number("VECTORS", vectors, 100_000_000)?,
        dimensions: number("DIMENSIONS", dimensions, 4096)?,
        k: number("K", k, 100)?,
        repeats: number("REPEATS", repeats, 100_000)?,
    };
    search::run(&Place::open(device)?, size, &mut |update| tell(&update))
}

fn shapes() -> serde_json::Value {
    SHAPES
        .iter()
        .map(|shape| {
            json!({
                "id": shape.id, "layers": shape.layers, "hidden": shape.hidden, "heads": shape.heads,
                "kv_heads": shape.kv_heads, "head_dim": shape.head_dim, "feed_forward": shape.feed_forward,
                "vocab": shape.vocab, "rope_base": shape.rope_base,
            })
        })
        .collect()
}

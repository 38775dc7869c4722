//! Starts the servers for tests that are not written in Rust: prints one line of JSON with what they need, and ends them with its input.

use std::io::{self, Read as _, Write as _};

fn main() -> io::Result<()> {
    let llama = forkcast_test_servers::llama();
    let postgres = forkcast_test_servers::postgres();
    forkcast_test_servers::execute(&postgres, "CREATE EXTENSION vector");
    let minilm = forkcast_test_servers::minilm();
    let mut stdout = io::stdout().lock();
    writeln!(
        stdout,
        "{{\"llama\":\"{}/v1\",\"postgres\":\"{}\",\"minilm\":\"{}\"}}",
        llama.url,
        postgres.url,
        minilm.display()
    )?;
    stdout.flush()?;
    io::stdin().read_to_end(&mut Vec::new())?;
    drop((llama, postgres));
    Ok(())
}

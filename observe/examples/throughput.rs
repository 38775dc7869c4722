//! Reads a log from standard input and prints how fast that went:
//! `cargo run --profile native -p forkcast-observe --example throughput < log.jsonl`

use std::io::{self, BufReader, Read};
use std::time::Instant;

use forkcast_engine::Catalog;
use forkcast_observe::logs::Logs;

struct Counted<R>(R, u64);

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(buffer)?;
        self.1 += n as u64;
        Ok(n)
    }
}

fn main() {
    let began = Instant::now();
    let mut stream = Counted(io::stdin().lock(), 0);
    let mut logs = Logs::new(Catalog::builtin(), None);
    let read = logs.read("standard input", BufReader::with_capacity(1 << 18, &mut stream));
    if let Err(error) = read {
        eprintln!("{error}");
        std::process::exit(1);
    }
    let seconds = began.elapsed().as_secs_f64();
    let megabytes = stream.1 as f64 / 1e6;
    println!(
        "{} questions, {megabytes:.0} MB, {:.0} MB/s",
        logs.finish().calls,
        megabytes / seconds
    );
}

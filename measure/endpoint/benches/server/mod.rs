//! A server with a fixed schedule, in a process and on a core of its own, so that it does not disturb what it is measured by.

#[path = "../../tests/stand_in/http.rs"]
mod http;

use std::io::{BufRead as _, BufReader as StdReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Set in the environment of the server's process: ms to the first token and between tokens.
const SCHEDULE: &str = "FORKCAST_BENCH_SCHEDULE";
/// Set where the process has been put on its core.
const PINNED: &str = "FORKCAST_BENCH_PINNED";

/// Runs as the server if the environment says so, and otherwise puts this process on the first core.
///
/// Returns only in the client's process.
pub(crate) fn begin() {
    if let Ok(schedule) = std::env::var(SCHEDULE) {
        let ms: Vec<f64> = schedule.split(' ').map(|ms| ms.parse().expect("ms")).collect();
        serve(
            Duration::from_secs_f64(ms[0] / 1e3),
            Duration::from_secs_f64(ms[1] / 1e3),
        );
        std::process::exit(0);
    }
    if std::env::var_os(PINNED).is_none() {
        let this = std::env::current_exe().expect("this program");
        let status = Command::new("taskset")
            .args(["-c", "0"])
            .arg(this)
            .args(std::env::args_os().skip(1))
            .env(PINNED, "")
            .status();
        match status {
            Ok(status) => std::process::exit(status.code().unwrap_or(1)),
            Err(_) => println!("taskset is not there: client and server are not bound to cores"),
        }
    }
}

/// A server's process.
pub(crate) struct Server {
    pub(crate) url: String,
    process: Child,
    output: StdReader<std::process::ChildStdout>,
}

impl Server {
    /// Sends the first token after `first` ms and the others `between` ms apart; with 0 and 0 the whole answer at once.
    pub(crate) fn start(first: f64, between: f64) -> Self {
        let this = std::env::current_exe().expect("this program");
        let pinned = Command::new("taskset").arg("-V").output().is_ok();
        let mut command = if pinned {
            Command::new("taskset")
        } else {
            Command::new(&this)
        };
        if pinned {
            command.args(["-c", "1"]).arg(&this);
        }
        let mut process = command
            .env(SCHEDULE, format!("{first} {between}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server's process");
        let mut output = StdReader::new(process.stdout.take().expect("piped"));
        let mut url = String::new();
        output.read_line(&mut url).expect("an address");
        Self {
            url: url.trim().to_owned(),
            process,
            output,
        }
    }

    /// Ends it. How late its own first tokens were against its schedule: median, 95th and 99th percentile, ms.
    pub(crate) fn end(mut self) -> String {
        drop(self.process.stdin.take());
        let mut late = String::new();
        self.output.read_line(&mut late).expect("its lateness");
        let _ = self.process.wait();
        late.trim().to_owned()
    }
}

/// The value at a quantile.
pub(crate) fn quantile(values: &mut [f64], q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() as f64 * q).ceil() as usize).clamp(1, values.len()) - 1]
}

const CHUNK: &str = "data: {\"id\":\"chatcmpl-P0QsNPKlug6GGbP2Xc4XDr4Xf04gJKXt\",\"object\":\"chat.completion.chunk\",\"created\":1795476461,\
    \"model\":\"some-model\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n";
const ROLE: &str = "data: {\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
const FINISH: &str =
    "data: {\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n";

fn piece(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

#[tokio::main(flavor = "current_thread")]
async fn serve(first: Duration, between: Duration) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("http://{}/v1", listener.local_addr().expect("bound"));
    std::io::stdout().flush().expect("written");
    let late: Arc<Mutex<Vec<f64>>> = Arc::default();
    let measured = Arc::clone(&late);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let late = Arc::clone(&measured);
            tokio::spawn(async move {
                let _ = talk(stream, first, between, &late).await;
            });
        }
    });
    let (sender, ended) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_line(&mut String::new());
        let _ = sender.send(());
    });
    let _ = ended.await;
    let mut late = late.lock().expect("whole").clone();
    if late.is_empty() {
        println!("-");
    } else {
        let [a, b, c] = [0.5, 0.95, 0.99].map(|q| quantile(&mut late, q));
        println!("{a:.2} {b:.2} {c:.2}");
    }
}

async fn talk(
    stream: TcpStream,
    first: Duration,
    between: Duration,
    late: &Mutex<Vec<f64>>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some((_, body)) = http::request(&mut stream).await? {
        let come = Instant::now();
        if body.is_empty() {
            let list = "{\"data\":[{\"id\":\"some-model\"}]}";
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{list}", list.len());
            stream.write_all(answer.as_bytes()).await?;
            continue;
        }
        let request: serde_json::Value = serde_json::from_slice(&body)?;
        let tokens = request["max_tokens"].as_u64().unwrap_or(2);
        let prompt = request["messages"][0]["content"]
            .as_str()
            .unwrap_or_default()
            .split(' ')
            .count();
        let usage = format!(
            "data: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":{prompt},\"completion_tokens\":{tokens}}}}}\n\n"
        );
        let start = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            .to_owned() + &piece(ROLE);
        let end = piece(FINISH) + &piece(&usage) + &piece("data: [DONE]\n\n") + "0\r\n\r\n";
        let chunk = piece(CHUNK);
        // What is asked beforehand is answered at once.
        if first.is_zero() || tokens <= 2 {
            let all = start + &chunk.repeat(tokens as usize) + &end;
            stream.write_all(all.as_bytes()).await?;
            continue;
        }
        stream.write_all(start.as_bytes()).await?;
        for token in 0..tokens as u32 {
            tokio::time::sleep_until((come + first + between * token).into()).await;
            if token == 0 {
                late.lock()
                    .expect("whole")
                    .push((come.elapsed() - first).as_secs_f64() * 1e3);
            }
            stream.write_all(chunk.as_bytes()).await?;
        }
        stream.write_all(end.as_bytes()).await?;
    }
    Ok(())
}

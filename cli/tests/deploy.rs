//! What `deploy/` and `forkcast headers` say is what the program does (docs/deploy.md).
#![cfg(unix)]

mod endpoint;
mod server;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use server::{Answer, Dist, Server};

const PROGRAM: &str = env!("CARGO_BIN_EXE_forkcast");
const INDEX: &str =
    "<!doctype html><title>t</title><style>p{}</style><script type=\"module\">import './app.js'</script>";

/// The headers that a host has to be told of; the others it sets by itself.
const NAMES: [&str; 7] = [
    "access-control-allow-origin",
    "cache-control",
    "content-security-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
];

fn page() -> Dist {
    Dist::new(&[
        ("index.html", INDEX.as_bytes()),
        ("index.html.br", b"compressed"),
        ("method.html", b"<!doctype html><title>m</title>"),
        ("app-1a2b3c4d5e6f7a8b.js", b"export {}"),
        ("app-1a2b3c4d5e6f7a8b.js.gz", b"compressed"),
        ("app-1a2b3c4d5e6f7a8b_bg.wasm", b"\0asm"),
        ("embedding.html", b"<!doctype html><title>e</title>"),
        ("worker.js", b""),
        ("measurements/h100-20261123.json", b"{}"),
        (".hidden", b"secret"),
    ])
}

/// The paths of that page.
const PATHS: [&str; 9] = [
    "/",
    "/index.html",
    "/embed.html",
    "/embedding.html",
    "/method.html",
    "/app-1a2b3c4d5e6f7a8b.js",
    "/app-1a2b3c4d5e6f7a8b_bg.wasm",
    "/worker.js",
    "/measurements/h100-20261123.json",
];

fn root(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}

fn read(file: &str) -> String {
    fs::read_to_string(root(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM)
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn headers(host: &str, dist: &Dist) -> String {
    let output = run(&["headers", host, "--dist", dist.0.to_str().expect("UTF-8")]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

type Headers = BTreeMap<String, String>;

/// The headers that the server sends with a path.
fn served(server: &Server, path: &str) -> Headers {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}");
    let names = NAMES.into_iter();
    names
        .map(|name| (name.to_owned(), answer.header(name).to_owned()))
        .collect()
}

/// The rules of a `_headers` file. All that match a path apply, and none gives a header twice.
fn rules(text: &str) -> Vec<(String, Headers)> {
    let mut rules: Vec<(String, Headers)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            None => rules.push((line.to_owned(), Headers::new())),
            Some(header) => {
                let (name, value) = header.split_once(": ").expect("a header");
                let (_, headers) = rules.last_mut().expect("a path");
                assert_eq!(headers.insert(name.to_owned(), value.to_owned()), None, "{line}");
            }
        }
    }
    rules
}

#[test]
fn static_hosts_are_told_the_headers_that_the_server_sends() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    for host in ["netlify", "cloudflare-pages"] {
        let rules = rules(&headers(host, &dist));
        assert!(
            !rules
                .iter()
                .any(|(path, _)| path.contains("hidden") || path.ends_with(".br"))
        );
        for path in PATHS {
            let mut got = Headers::new();
            for (pattern, headers) in &rules {
                if pattern == path || pattern == "/*" {
                    for (name, value) in headers {
                        assert_eq!(
                            got.insert(name.clone(), value.clone()),
                            None,
                            "{path} {name} twice"
                        );
                    }
                }
            }
            assert_eq!(got, served(&server, path), "{host} {path}");
        }
    }
    // Cloudflare serves /embed.html at /embed.
    let rules = rules(&headers("cloudflare-pages", &dist));
    let (_, embedded) = rules.iter().find(|(path, _)| path == "/embed").expect("a rule");
    let policy = "content-security-policy";
    assert_eq!(embedded.get(policy), served(&server, "/embed.html").get(policy));
}

#[test]
fn servers_of_files_are_told_the_headers_that_the_server_sends() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    let (page, embedded) = (served(&server, "/"), served(&server, "/embed.html"));
    let hashed = served(&server, "/app-1a2b3c4d5e6f7a8b.js");
    let root = dist.0.canonicalize().expect("a folder");
    for host in ["nginx", "caddy"] {
        let text = headers(host, &dist);
        let quoted = |value: &str| {
            assert!(text.contains(&format!("\"{value}\"")), "{host}: {value}\n{text}");
        };
        quoted(root.to_str().expect("UTF-8"));
        for value in page.values() {
            quoted(value);
        }
        quoted(&embedded["content-security-policy"]);
        quoted(&hashed["cache-control"]);
        assert!(!text.contains("{policy}") && !text.contains("{fixed}") && !text.contains("{hashed}"));
        for path in PATHS {
            let is_kept = if host == "nginx" {
                text.contains(&format!("\"~^{}$\"", path.replace('.', "\\.")))
            } else {
                let mut lines = text.lines().filter(|line| line.contains("@hashed path"));
                lines.any(|line| line.split(' ').any(|word| word == path))
            };
            assert_eq!(
                is_kept,
                path.contains("1a2b3c4d5e6f7a8b"),
                "{host} {path}\n{text}"
            );
        }
    }
}

/// nginx with the printed configuration, ended with the test.
struct Nginx {
    config: PathBuf,
    port: u16,
}

impl Nginx {
    /// Starts it; the command ends once it listens.
    fn start(config: PathBuf, port: u16) -> Self {
        let output = Command::new("nginx")
            .arg("-c")
            .arg(&config)
            .output()
            .expect("nginx");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self { config, port }
    }

    fn get(&self, path: &str, field: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\n{field}Connection: close\r\n\r\n"
        )
        .expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        Answer::read(&answer)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = Command::new("nginx")
            .arg("-c")
            .arg(&self.config)
            .args(["-s", "stop"])
            .status();
    }
}

#[test]
fn nginx_sends_what_the_server_sends_where_it_is_installed() {
    if Command::new("nginx").arg("-v").output().is_err() {
        return;
    }
    let dist = page();
    fs::copy(dist.0.join("index.html"), dist.0.join("embed.html")).expect("a copy");
    let server = Server::start(&dist, &["--port", "0"]);
    let folder = dist.0.parent().expect("a folder");
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .expect("a free port")
        .port();
    let site = headers("nginx", &dist).replace("listen 8080;", &format!("listen 127.0.0.1:{port};"));
    fs::write(folder.join("site.conf"), site).expect("a file");
    let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {}/temp;\n", folder.display()))
        .concat();
    fs::write(
        folder.join("nginx.conf"),
        format!(
            "pid {0}/nginx.pid; error_log {0}/error.log; events {{}}\nhttp {{ access_log off; include \
             /etc/nginx/mime.types;\n{paths}include {0}/site.conf; }}\n",
            folder.display()
        ),
    )
    .expect("a file");
    let nginx = Nginx::start(folder.join("nginx.conf"), port);
    for path in PATHS {
        let answer = nginx.get(path, "");
        let got: Headers = NAMES
            .into_iter()
            .map(|name| (name.to_owned(), answer.header(name).to_owned()))
            .collect();
        assert_eq!((answer.status, got), (200, served(&server, path)), "{path}");
    }
    assert_eq!(nginx.get("/.hidden", "").status, 404);
    for path in ["/", "/index.html"] {
        let answer = nginx.get(path, "Sec-Fetch-Dest: iframe\r\n");
        assert_eq!(
            (answer.status, answer.header("location")),
            (307, "embed.html"),
            "{path}"
        );
    }
}

/// The arguments after `serve` with a free port. The page of the test takes the place of the one inside the published program.
fn arguments(given: &[String], replaced: &[(&str, &str)]) -> Vec<String> {
    let mut out = Vec::new();
    let mut given = given.iter();
    while let Some(argument) = given.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None if matches!(argument.as_str(), "--keep-in-memory") => (argument.as_str(), None),
            None => (argument.as_str(), given.next().cloned()),
        };
        assert_ne!(name, "--dist", "the published program has the page inside");
        let value = match replaced.iter().find(|(replaced, _)| *replaced == name) {
            Some((_, value)) => Some((*value).to_owned()),
            None => value,
        };
        out.push(name.to_owned());
        out.extend(value);
    }
    out
}

/// Starts a server with those arguments and checks the health that `health` and the path report.
fn assert_healthy(dist: &Dist, arguments: &[String], variables: &[(&str, &str)], path: &str, host: &str) {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let server = Server::start_with(dist, &arguments, variables);
    let answer = server.get(path);
    assert_eq!(answer.status, 200);
    let health: Value = serde_json::from_str(&answer.text()).expect("JSON");
    assert_eq!(health["status"], "ok");
    if !host.is_empty() {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = server.send(request.as_bytes());
        assert!(
            answer.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
    let port = server.address.port().to_string();
    let output = run(&["health", "--port", &port]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON"),
        health
    );
    drop(server);
    let output = run(&["health", "--port", &port]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty() && !output.stderr.is_empty());
}

#[test]
fn the_cluster_starts_a_server_that_its_probes_find_healthy() {
    let objects: Vec<Value> = serde_saphyr::from_multiple(&read("deploy/kubernetes.yaml")).expect("YAML");
    let of = |kind: &str| {
        objects
            .iter()
            .find(|object| object["kind"] == kind)
            .expect("an object")
    };
    let pod = &of("Deployment")["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault");
    assert_eq!(pod["automountServiceAccountToken"], false);
    let security = &container["securityContext"];
    assert_eq!(security["readOnlyRootFilesystem"], true);
    assert_eq!(security["allowPrivilegeEscalation"], false);
    assert_eq!(security["capabilities"]["drop"], json!(["ALL"]));
    let labels = &of("Deployment")["spec"]["template"]["metadata"]["labels"];
    assert_eq!(&of("Deployment")["spec"]["selector"]["matchLabels"], labels);
    assert_eq!(&of("Service")["spec"]["selector"], labels);
    assert_eq!(
        of("Service")["spec"]["ports"][0]["targetPort"],
        container["ports"][0]["name"]
    );
    // The image's user.
    let user = pod["securityContext"]["runAsUser"].as_u64().expect("a number");
    assert!(read("deploy/Containerfile").contains(&format!("\nUSER {user}:{user}\n")));
    let mut paths = Vec::new();
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        let get = &container[probe]["httpGet"];
        assert_eq!(get["port"], container["ports"][0]["name"], "{probe}");
        paths.push(get["path"].as_str().expect("a path"));
    }
    let given: Vec<String> = serde_json::from_value(container["args"].clone()).expect("texts");
    assert_eq!(given[0], "serve");
    let port = format!("--port={}", container["ports"][0]["containerPort"]);
    assert!(given.contains(&port), "{given:?}");
    // What is written is on a volume.
    let mounts: Vec<&str> = container["volumeMounts"]
        .as_array()
        .expect("mounts")
        .iter()
        .filter_map(|mount| mount["mountPath"].as_str())
        .collect();
    for option in ["--database=", "--config="] {
        let path = given
            .iter()
            .find_map(|argument| argument.strip_prefix(option))
            .expect(option);
        assert!(
            mounts.iter().any(|mount| path.starts_with(mount)),
            "{path}: {mounts:?}"
        );
    }
    let host = given
        .iter()
        .find_map(|argument| argument.strip_prefix("--allow-host="))
        .expect("a name");

    let dist = page();
    let folder = dist.0.parent().expect("a folder").display().to_string();
    let config = format!("{folder}/forkcast.toml");
    fs::write(
        &config,
        of("ConfigMap")["data"]["forkcast.toml"].as_str().expect("a text"),
    )
    .expect("a file");
    let database = format!("{folder}/runs.sqlite");
    let replaced = [
        ("--port", "0"),
        ("--config", config.as_str()),
        ("--database", database.as_str()),
    ];
    let arguments = arguments(&given[1..], &replaced);
    let variable = container["env"][0]["name"].as_str().expect("a name");
    for path in paths {
        assert_healthy(
            &dist,
            &arguments,
            &[(variable, "0123456789abcdef0123")],
            path,
            host,
        );
    }
}

#[test]
fn the_job_of_the_cluster_measures_in_shards_and_merges_them() {
    let objects: Vec<Value> =
        serde_saphyr::from_multiple(&read("deploy/kubernetes-load.yaml")).expect("YAML");
    let job = |name: &str| {
        objects
            .iter()
            .find(|object| object["kind"] == "Job" && object["metadata"]["name"] == name)
            .expect("a job")
    };
    let (shards, merge) = (job("forkcast-shards"), job("forkcast-merge"));
    let count = shards["spec"]["completions"].as_u64().expect("a number");
    assert_eq!(shards["spec"]["completionMode"], "Indexed");
    assert_eq!(shards["spec"]["parallelism"], count, "all at once");
    assert_eq!(merge["spec"]["suspend"], true, "until the shards are complete");

    let endpoint = endpoint::Endpoint::start();
    endpoint.let_through(10_000);
    let dist = page();
    let folder = dist.0.parent().expect("a folder").display().to_string();
    let config = objects
        .iter()
        .find(|object| object["kind"] == "ConfigMap")
        .and_then(|object| object["data"]["forkcast.toml"].as_str())
        .expect("a text");
    let url = "http://model:8000/v1";
    assert!(config.contains(url));
    fs::write(
        format!("{folder}/forkcast.toml"),
        config.replace(url, &endpoint.url),
    )
    .expect("a file");
    // As the pods run it, with folders of the test's in place of the volumes; and short.
    let command = |job: &Value, index: u64| -> Command {
        let pod = &job["spec"]["template"]["spec"];
        assert_eq!(pod["restartPolicy"], "Never");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
        assert_eq!(
            pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"],
            true
        );
        let given: Vec<String> = serde_json::from_value(pod["containers"][0]["args"].clone()).expect("texts");
        let mut command = Command::new(PROGRAM);
        command.args(given.iter().map(|argument| {
            let short = match argument.as_str() {
                "--requests=2000" => "--requests=40",
                "--rate=40" => "--rate=400",
                other => other,
            };
            short
                .replace("$(JOB_COMPLETION_INDEX)", &index.to_string())
                .replace("/results/", &format!("{folder}/"))
                .replace("/etc/forkcast/", &format!("{folder}/"))
        }));
        if given[1] == "endpoint" {
            command.args(["--prompt-tokens", "32", "--output-tokens", "4", "--warmup", "1"]);
        }
        command
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        command
    };
    let running: Vec<_> = (0..count)
        .map(|index| command(shards, index).spawn().expect("the program starts"))
        .collect();
    for mut shard in running {
        assert!(shard.wait().expect("it ends").success());
    }
    assert!(command(merge, 0).status().expect("it ends").success());
    let whole = fs::read_to_string(format!("{folder}/whole.json")).expect("a measurement");
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    assert_eq!(whole["spec"]["load"]["rate_per_s"], 400.0);
    let ttft = &whole["series"][0];
    assert_eq!(
        (ttft["key"].as_str(), ttft["n"].as_u64()),
        (Some("ttft-32"), Some(40))
    );
}

#[test]
fn the_container_starts_a_server_that_its_check_finds_healthy() {
    let text = read("deploy/Containerfile");
    let list = |name: &str| -> Vec<String> {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).expect(name);
        let list = line.split_once('[').expect("a list").1;
        serde_json::from_str(&format!("[{list}")).expect("JSON")
    };
    let program = "/usr/local/bin/forkcast";
    assert_eq!(list("ENTRYPOINT "), [program]);
    let command = list("CMD ");
    assert_eq!(command[0], "serve");
    let check = list("HEALTHCHECK ");
    assert_eq!(check[..2], [program, "health"]);
    let port = |list: &[String]| {
        let at = list
            .iter()
            .position(|argument| argument == "--port")
            .expect("a port");
        list[at + 1].clone()
    };
    assert_eq!(port(&command), port(&check));
    assert!(text.contains(&format!("\nEXPOSE {}\n", port(&command))));
    let dist = page();
    assert_healthy(
        &dist,
        &arguments(&command[1..], &[("--port", "0")]),
        &[],
        "/healthz",
        "",
    );
}

#[test]
fn the_unit_of_systemd_starts_a_server_and_is_hardened() {
    let unit = read("deploy/forkcast.service");
    let start = unit
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart="))
        .expect("a command");
    let words: Vec<String> = start.split(' ').map(str::to_owned).collect();
    assert_eq!(words[..2], ["/usr/local/bin/forkcast", "serve"]);
    let dist = page();
    let folder = dist.0.parent().expect("a folder");
    let database = folder.join("runs.sqlite").display().to_string();
    let replaced = [("--port", "0"), ("--database", database.as_str())];
    assert_healthy(&dist, &arguments(&words[2..], &replaced), &[], "/healthz", "");

    let file = folder.join("forkcast.service");
    let here = unit
        .replace("/usr/local/bin/forkcast", PROGRAM)
        .replace("Documentation=man:forkcast(1)\n", "");
    fs::write(&file, here).expect("a file");
    let analyze = |arguments: &[&str]| {
        Command::new("systemd-analyze")
            .args(arguments)
            .arg(&file)
            .output()
    };
    // Where there is no systemd, nothing could start it either.
    let Ok(output) = analyze(&["verify"]) else { return };
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // Of 100, in tenths of what systemd calls exposure; from 50 on it is "medium".
    let output = analyze(&["security", "--offline=true", "--threshold=20"]).expect("systemd");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

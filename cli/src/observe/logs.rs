//! `forkcast observe logs`.

use forkcast_engine::Catalog;
use forkcast_observe::logs::{Logs, Mapping};
use forkcast_observe::report::{self, Observed};

use super::arguments::LogsArgs;
use super::files;
use crate::failure::Failure;

pub(super) fn observe(given: &LogsArgs, catalog: &Catalog) -> Result<Observed, Failure> {
    let mapping = given.map.as_deref().map(Mapping::read).transpose()?;
    let mut logs = Logs::new(catalog, mapping);
    for path in &given.files {
        logs.read(&files::name(path), files::open(path)?)?;
    }
    if let Some(bill) = &given.bill {
        // An amount, or a file.
        match bill.trim_start_matches('$').parse::<f64>() {
            Ok(usd) if usd.is_finite() && usd >= 0.0 => logs.pay(usd),
            _ => {
                let path = std::path::Path::new(bill);
                logs.read_bill(&files::name(path), files::open(path)?)?;
            }
        }
    }
    logs.check()?;
    report::of_logs(logs.finish()).map_err(|error| Failure::Output(error.into()))
}

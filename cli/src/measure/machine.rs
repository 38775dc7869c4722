//! The machine that this program runs on. Nothing in it names a person or a network.

use forkcast_protocol::measure::{Clocks, Library, Machine};
use sysinfo::System;

use crate::text::targets;

/// The machine, with the current clock of its processor.
pub(super) fn here() -> Machine {
    let mut system = System::new();
    system.refresh_memory();
    system.refresh_cpu_all();
    let cpu = system.cpus().first().map_or_else(String::new, |cpu| {
        cpu.brand().split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let cpu = if cpu.is_empty() {
        targets::NO_CPU_NAME.to_owned()
    } else {
        cpu
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let clock = mean_mhz(&system);
    Machine {
        label: targets::cores(cores, &cpu),
        os: [System::name(), System::os_version(), System::kernel_version()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        cpu,
        cores: u32::try_from(cores).unwrap_or(u32::MAX),
        memory_gb: (system.total_memory() as f64 / 1e8).round() / 10.0,
        gpu: None,
        libraries: vec![Library {
            name: "forkcast".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }],
        clocks: (clock > 0.0).then_some(Clocks {
            before_mhz: clock,
            after_mhz: clock,
        }),
    }
}

/// The machine with the clock at the end of the run.
pub(super) fn at_the_end(mut machine: Machine) -> Machine {
    if machine.gpu.is_none()
        && let Some(clocks) = &mut machine.clocks
    {
        let mut system = System::new();
        system.refresh_cpu_all();
        clocks.after_mhz = mean_mhz(&system);
    }
    machine
}

/// Mean clock over the cores, MHz; 0 if the system does not report it.
fn mean_mhz(system: &System) -> f64 {
    let cpus = system.cpus();
    let sum: f64 = cpus.iter().map(|cpu| cpu.frequency() as f64).sum();
    (sum / cpus.len().max(1) as f64).round()
}

/// Memory that is free now, bytes; no more than the container's, which the system ends a program for.
pub(super) fn free_memory() -> f64 {
    let mut system = System::new();
    system.refresh_memory();
    let free = system.available_memory();
    let limit = system
        .cgroup_limits()
        .map_or(u64::MAX, |limits| limits.total_memory);
    free.min(limit) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_is_described_and_not_named() {
        let machine = at_the_end(here());
        assert!(machine.cores >= 1 && machine.memory_gb > 0.1 && !machine.os.is_empty());
        assert!(machine.label.contains(&machine.cpu));
        assert!(free_memory() > 1e6);
        let json = serde_json::to_string(&machine).expect("JSON");
        if let Some(name) = System::host_name().filter(|name| name.len() > 3) {
            assert!(!json.contains(&name), "{json}");
        }
    }
}

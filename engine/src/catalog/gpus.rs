//! GPUs to rent.

use super::Text;

/// A GPU to rent.
#[derive(Clone, Debug, PartialEq)]
pub struct Gpu {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// Memory in 10^9 bytes.
    pub memory_gb: f64,
    /// Dense bf16 peak in 10^12 FLOP/s.
    pub bf16_tflops: f64,
    /// Whether fp8 doubles that peak.
    pub fp8: bool,
    /// Memory bandwidth in 10^12 bytes/s.
    pub bandwidth_tbs: f64,
    /// Peak of its link to the other GPUs of a node, 10^9 bytes/s each way: NVLink, or PCIe where it has none.
    pub link_gbs: f64,
    /// Share of its peaks that serving reaches, over what NVIDIA's GPUs reach of theirs.
    pub reached: f64,
    /// USD an hour, on demand.
    pub usd_per_hour: f64,
    /// USD an hour, reserved; none where no source states a price.
    pub usd_per_hour_reserved: Option<f64>,
    /// Months for which it is reserved at that price; none where the seller does not say.
    pub reserved_months: Option<f64>,
    /// USD an hour, on the spot market: the seller may take it back.
    pub usd_per_hour_spot: Option<f64>,
    /// USD an hour of one's own: what it cost over its life, power and room included.
    pub usd_per_hour_owned: Option<f64>,
}

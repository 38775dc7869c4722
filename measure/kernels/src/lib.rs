//! The reference engine's GPU kernels: loaded, launched and checked for size.
//!
//! The kernels are written in Triton (`measure/gpu/kernels`) and compiled to PTX for Hopper when the GPU bundle is built. Where they
//! are missing, or the GPU is another, [`Kernels::open`] gives none and the tensor library's own operations are used.
//!
//! Numbers are bf16, rows lie one after the other, and the last dimension is a multiple of 16.

#[cfg(feature = "cuda")]
mod adam;
#[cfg(feature = "cuda")]
mod encoder;
#[cfg(feature = "cuda")]
mod forward;
#[cfg(feature = "cuda")]
mod four_bit;
#[cfg(feature = "cuda")]
mod graph;
#[cfg(feature = "cuda")]
mod launch;
#[cfg(feature = "cuda")]
mod product;
#[cfg(feature = "cuda")]
mod training;

#[cfg(feature = "cuda")]
pub use adam::Adam;
#[cfg(feature = "cuda")]
pub use forward::BLOCK;
#[cfg(feature = "cuda")]
pub use four_bit::Base;
#[cfg(feature = "cuda")]
pub use graph::Graph;
#[cfg(feature = "cuda")]
pub use launch::Kernels;
#[cfg(feature = "cuda")]
pub use training::Adapter;

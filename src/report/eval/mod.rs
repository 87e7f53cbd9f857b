//! What was measured: figures in tables for people, the same for programs.

mod human;
mod json;
mod table;
mod tables;
mod trials;

pub use human::{human, misses, ratchet};
pub use json::json;
pub use trials::trials_json;

/// Whether each wrong answer is listed beside the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misses {
    /// All of them.
    Listed,
    /// None.
    Counted,
}

#[cfg(test)]
mod tests;

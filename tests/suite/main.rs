//! The integration tests: one binary, a module for each thing they hold the product to.
//!
//! To add one, write `tests/suite/NAME.rs` and name it here. Tests that need the shared post-mortems take their folder
//! from `CASEBOOK_CORPORA` and the five documents from the folder `seeds` beside it.

mod answers;
mod architecture;
mod corpora;
mod hostile;
mod licences;
mod output;
mod program;
mod readme;
mod refresh;
mod seeds;

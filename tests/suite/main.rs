//! The integration tests: one binary, a module for each thing they hold the product to.
//!
//! To add one, write `tests/suite/NAME.rs` and name it here. Tests that need the shared post-mortems take their folder
//! from `CASEBOOK_CORPORA` and the five documents from the folder `seeds` beside it; they are ignored unless
//! `--include-ignored` asks for them, so that none counts as passed without having run.

mod answers;
mod architecture;
mod check;
mod ci;
mod corpora;
mod diff;
mod edition;
mod expectations;
mod exported;
mod headings;
mod hostile;
mod import;
mod last_change;
mod licences;
mod machines;
mod output;
mod program;
mod readme;
mod refresh;
mod rules;
mod searches;
mod seeds;
mod sentences;
mod serve;
mod terms;
mod theming;
mod touch;

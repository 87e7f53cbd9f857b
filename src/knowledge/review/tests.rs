//! Verdicts on small casebooks.

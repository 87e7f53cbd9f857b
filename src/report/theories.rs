//! theories

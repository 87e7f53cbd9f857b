//! Whole notes become whole records.

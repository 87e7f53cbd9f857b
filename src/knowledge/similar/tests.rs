//! Neighbours, reasons and differences.

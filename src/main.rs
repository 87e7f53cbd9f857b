//! The program: hands its arguments to [`casebook::cli`] and exits with what comes back.

use std::process::ExitCode;

fn main() -> ExitCode {
    casebook::cli::run(std::env::args_os())
}

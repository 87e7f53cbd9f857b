//! The program: hands its arguments to [`casebook::cli`] and exits with what comes back.

use std::process::ExitCode;

/// A build makes millions of small strings on every core at once, which the system's own allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    casebook::cli::run(std::env::args_os())
}

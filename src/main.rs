//! From the command line to an exit code, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    antops::cli::main()
}

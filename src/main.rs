//! From the command line to an exit code, nothing else.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match antops::cli::run() {
        Ok(code) => code,
        Err(error) => {
            // With the error stream gone there is nobody left to tell.
            drop(writeln!(std::io::stderr(), "antops: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

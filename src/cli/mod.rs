//! The command line: one file per subcommand.

#[cfg(feature = "stack")]
pub mod engine;
#[cfg(feature = "stack")]
pub mod stack;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Terminal client for ANTOPS
#[derive(Debug, Parser)]
#[command(name = "antops", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the embedded local Supabase by itself
    #[cfg(feature = "stack")]
    Stack(stack::StackArgs),
}

/// Does what the process's arguments say.
pub fn run() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match arguments.command {
            #[cfg(feature = "stack")]
            Command::Stack(arguments) => stack::run(arguments).await,
        }
    })
}

//! `antops stack`: the embedded local Supabase by itself, until stopped.
//!
//! With `--json` the first line on standard output is one JSON object, printed when the stack is ready to answer, and nothing
//! else is printed there. One-time codes, which a real project would mail, go to the error stream.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use super::engine::{self, Consent};
use crate::stack::{Options, Pace, Seed, Server, Stack};

/// Arguments of `antops stack`.
#[derive(Debug, Args)]
pub struct StackArgs {
    /// The port on 127.0.0.1; 0 takes any that is free
    #[arg(long, default_value_t = 54321)]
    port: u16,
    /// What the database begins with
    #[arg(long, value_enum, default_value_t = SeedName::Empty)]
    seed: SeedName,
    /// Begin with users.json and seed.sql of this directory instead
    #[arg(long, value_name = "DIR", conflicts_with = "seed")]
    fixture: Option<PathBuf>,
    /// Use this database on this machine, empty or made by an earlier stack, instead of a private one
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Let the demo's colleagues comment, open incidents and decide approvals
    #[arg(long, conflicts_with = "fixture")]
    life: bool,
    /// Install PostgreSQL without asking if there is none
    #[arg(long)]
    yes: bool,
    /// Print address, keys and accounts as one line of JSON
    #[arg(long)]
    json: bool,
}

/// The seeds one can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SeedName {
    /// The schema without a row
    Empty,
    /// A company in the middle of its shift
    Demo,
}

/// Runs the stack until it is interrupted.
pub async fn run(arguments: StackArgs) -> anyhow::Result<ExitCode> {
    let consent = if arguments.yes { Consent::Given } else { Consent::Ask };
    if arguments.database_url.is_none()
        && let Some(code) = tokio::task::spawn_blocking(move || engine::ensure(consent)).await??
    {
        return Ok(code);
    }
    let seed = match (arguments.fixture, arguments.seed) {
        (Some(directory), _) => Seed::Fixture(directory),
        (None, SeedName::Empty) => Seed::Empty,
        (None, SeedName::Demo) => Seed::Demo,
    };
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    if arguments.life && !matches!(seed, Seed::Demo) {
        anyhow::bail!("--life needs the people of --seed demo");
    }
    let options = Options {
        port: arguments.port,
        seed,
        server: Server::Private,
        database_url: arguments.database_url,
        life: arguments.life.then(Pace::default),
    };
    let stack = Stack::start(options).await?;
    let mut codes = stack.codes();
    announce(&stack, arguments.json)?;
    loop {
        tokio::select! {
            _ = interrupt.recv() => break,
            _ = terminate.recv() => break,
            code = codes.recv() => if let Ok(code) = code {
                writeln!(io::stderr(), "Code for {} ({}): {}", code.email, code.purpose, code.code)?;
            },
        }
    }
    stack.stop().await?;
    Ok(ExitCode::SUCCESS)
}

fn announce(stack: &Stack, as_json: bool) -> io::Result<()> {
    let keys = stack.keys();
    let mut out = io::stdout().lock();
    if as_json {
        let line = json!({
            "url": stack.url(),
            "anon_key": keys.anon(),
            "publishable_key": keys.publishable(),
            "jwt_secret": keys.jwt_secret(),
            "users": stack.accounts(),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "Listening on     {}", stack.url())?;
        writeln!(out, "Publishable key  {}", keys.publishable())?;
        writeln!(out, "Anon key         {}", keys.anon())?;
        for account in stack.accounts() {
            let role = account.role.as_deref().unwrap_or("no profile");
            let organization = account.organization.as_deref().unwrap_or("no organization");
            writeln!(out, "  {:<28} {:<20} {role}, {organization}", account.email, account.password)?;
        }
        writeln!(out, "Stop with ctrl-c.")?;
    }
    out.flush()
}

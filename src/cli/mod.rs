//! The command line: what `antops WORD` means, and the wiring of adapters to ports.
//!
//! One file per subcommand. Each ends in `Ok` or in a [`Trouble`]: one sentence and an exit code, never a backtrace. What is asked for goes
//! to standard output, everything else to standard error. The only place that knows both the machine and its adapters.

mod account;
mod arguments;
mod ask;
mod change;
mod config;
#[cfg(feature = "stack")]
mod demo;
mod documents;
#[cfg(feature = "stack")]
pub mod engine;
mod feed;
mod harden;
mod inbox;
mod incident;
mod log;
mod map;
mod open;
mod paint;
mod problem;
mod project;
mod record;
#[cfg(feature = "stack")]
pub mod stack;
mod trouble;

use crate::config::{Chosen, Config, Environment, Places, Profile};
use arguments::{Arguments, ConfigVerb, Verb};
pub use change::CHANGE_FIELDS;
use clap::Parser as _;
pub use feed::FEED_FIELDS;
pub use inbox::INBOX_FIELDS;
pub use incident::FIELDS;
pub use problem::{CANDIDATE_FIELDS, PROBLEM_FIELDS};
pub use record::{SPOKEN, Spoken};
use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
pub use trouble::{Code, Trouble};

/// What every subcommand works with.
struct Scene<'a> {
    /// The flags before or after the subcommand.
    flags: arguments::Flags,
    /// The environment as it was at the start.
    environment: Environment,
    /// Where things are kept.
    places: Places,
    /// Where the answer goes.
    out: &'a mut dyn Write,
}

impl Scene<'_> {
    /// Reads the settings of all layers.
    fn config(&self) -> Result<Config, Trouble> {
        Ok(Config::load(&self.places.config, &self.environment, &self.flags.said(), judge_key)?)
    }

    /// The profile that the settings choose; without one, a sentence that says how to get there.
    fn profile(&self) -> Result<Profile, Trouble> {
        let config = self.config()?;
        open::start_log(&config)?;
        match config.choose()? {
            Chosen::Profile(profile) => Ok(*profile),
            Chosen::Nothing => Err(Trouble::new(
                Code::Config,
                "no project is known: run antops, or antops config init --url URL --key KEY, or set ANTOPS_URL and ANTOPS_KEY",
            )),
        }
    }

    /// Writes a line of the answer.
    fn say(&mut self, line: &str) -> Result<(), Trouble> {
        Ok(writeln!(self.out, "{line}")?)
    }
}

/// Whether a client may hold this key; otherwise the reason.
fn judge_key(key: &str) -> Result<(), String> {
    crate::supabase::ProjectKey::parse(key).map(drop).map_err(|error| error.to_string())
}

/// The grammar of the command line, for the documents that are made from it.
#[must_use]
pub fn grammar() -> clap::Command {
    let mut grammar = <Arguments as clap::CommandFactory>::command();
    grammar.build();
    grammar
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse_from(record::arguments::with_terms_last(std::env::args_os())) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nothing can be done when even the usage cannot be written.
            drop(error.print());
            return if error.use_stderr() { Code::Usage.into() } else { ExitCode::SUCCESS };
        }
    };
    harden::keep_memory_private();
    // Before any thread exists: those would not have it.
    crate::store::prepare_session_keyring();
    let mut out = std::io::stdout();
    speak_plainly_of_panics();
    // Whoever holds something that matters writes it to disk at once, so nothing half done is seen after a panic.
    let result = std::panic::catch_unwind(AssertUnwindSafe(|| run(arguments, &mut out)));
    match result {
        Err(_) => Code::Software.into(),
        Ok(Ok(code)) => code,
        Ok(Err(trouble)) => {
            if !trouble.sentence.is_empty() {
                drop(writeln!(std::io::stderr(), "antops: {trouble}"));
            }
            trouble.code.into()
        }
    }
}

/// A panic is a mistake of ours and says so, in one sentence and without a backtrace.
fn speak_plainly_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let what = panic.to_string().replace('\n', " ");
        let sentence = "this is a mistake in antops; what you wrote is kept. Please report it";
        drop(writeln!(std::io::stderr(), "antops: {sentence}: {what}"));
    }));
}

/// Does what the arguments say.
fn run(arguments: Arguments, out: &mut dyn Write) -> Result<ExitCode, Trouble> {
    let environment = Environment::of_process();
    let places = Places::find(&environment, arguments.flags.config.clone())?;
    let mut scene = Scene { flags: arguments.flags, environment, places, out };
    match arguments.verb {
        None => open::open(&scene),
        Some(Verb::Login(wanted)) => account::login(&mut scene, &wanted),
        Some(Verb::Logout) => account::logout(&mut scene),
        Some(Verb::Whoami { json }) => account::whoami(&mut scene, json),
        Some(Verb::Config(ConfigVerb::Init(project))) => config::init(&mut scene, &project),
        Some(Verb::Config(ConfigVerb::Path)) => config::path(&mut scene),
        Some(Verb::Config(ConfigVerb::Show)) => config::show(&mut scene),
        Some(Verb::Incident(verb)) => return Ok(incident::run(&mut scene, &verb)?.into()),
        Some(Verb::Problem(verb)) => return Ok(problem::run(&mut scene, &verb)?.into()),
        Some(Verb::Change(verb)) => return Ok(change::run(&mut scene, &verb)?.into()),
        Some(Verb::Feed(wanted)) => feed::run(&mut scene, &wanted),
        Some(Verb::Inbox(verb)) => return Ok(inbox::run(&mut scene, &verb)?.into()),
        Some(Verb::Map(verb)) => map::run(&mut scene, &verb),
        Some(Verb::Completions { shell }) => documents::completions(scene.out, shell),
        Some(Verb::Man) => documents::man(scene.out),
        #[cfg(feature = "stack")]
        Some(Verb::Demo(wanted)) => return demo::demo(&scene, &wanted),
        #[cfg(feature = "stack")]
        Some(Verb::Stack(wanted)) => {
            let served = threads()?.block_on(stack::run(wanted));
            return served.map_err(|error| Trouble::new(Code::Unreachable, format!("{error:#}")));
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

/// The threads that tasks run on.
fn threads() -> Result<tokio::runtime::Runtime, Trouble> {
    let built = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    built.map_err(|error| Trouble::new(Code::Software, format!("cannot start threads: {error}")))
}

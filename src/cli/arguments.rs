//! The grammar of the command line. Help texts here are what `--help`, the manual page and the completions say.

use super::trouble::EXPLAINED;
use clap::{Args, Parser, Subcommand, ValueHint};
use std::path::PathBuf;

/// Terminal client for ANTOPS: incidents, problems and changes, for people on call
///
/// Without a command, opens the screen of the default profile. The first time, it asks for the address and the publishable key of your
/// project, and signs you in. To look around without an account, run `antops demo`.
#[derive(Parser, Debug)]
#[command(name = "antops", version, after_help = EXPLAINED, disable_help_subcommand = true)]
pub(super) struct Arguments {
    /// Flags for every command.
    #[command(flatten)]
    pub(super) flags: Flags,
    /// What to do; the screen when nothing is named.
    #[command(subcommand)]
    pub(super) verb: Option<Verb>,
}

/// Flags that every command takes.
#[derive(Args, Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line, each a word of its own")]
#[command(next_help_heading = "For every command")]
pub(super) struct Flags {
    /// The profile to open
    #[arg(short, long, global = true, value_name = "NAME")]
    pub(super) profile: Option<String>,
    /// Read this file instead of ~/.config/antops/config.toml
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
    /// The address of the project, instead of the profile's
    #[arg(long, global = true, value_name = "URL", value_hint = ValueHint::Url)]
    pub(super) url: Option<String>,
    /// Its publishable or anon key, instead of the profile's; never a secret key
    #[arg(long, global = true, value_name = "KEY")]
    pub(super) key: Option<String>,
    /// Shut every command that writes
    #[arg(long, global = true)]
    pub(super) read_only: bool,
    /// Draw with ASCII alone
    #[arg(long, global = true)]
    pub(super) ascii: bool,
    /// Spare the link: fewer frames a second and fewer bytes in each
    #[arg(long, global = true)]
    pub(super) low_bandwidth: bool,
    /// Show colleagues which record you look at, and see where they are
    #[arg(long, global = true)]
    pub(super) presence: bool,
    /// Write a log to this file
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) log: Option<PathBuf>,
}

impl Flags {
    /// What was said, by the name of its setting.
    pub(super) fn said(&self) -> Vec<(&'static str, String)> {
        let on = |flag: bool| flag.then(|| "true".to_owned());
        let all = [
            ("default_profile", self.profile.clone()),
            ("url", self.url.clone()),
            ("key", self.key.clone()),
            ("read_only", on(self.read_only)),
            ("ascii", on(self.ascii)),
            ("low_bandwidth", on(self.low_bandwidth)),
            ("presence", on(self.presence)),
            ("log", self.log.as_ref().map(|path| path.to_string_lossy().into_owned())),
        ];
        all.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
    }
}

/// What antops can be told to do.
#[derive(Subcommand, Debug)]
pub(super) enum Verb {
    /// Sign in, so that the next start needs no password
    ///
    /// Asks on the terminal for what was not given: address, password or e-mailed code, and the code of your authenticator app if your
    /// account has one. The session is kept where the profile says (`token_store`); `antops whoami` tells where that is.
    Login(Login),
    /// Sign out here, and forget the session and the rows kept for the next start
    ///
    /// What you wrote and did not send stays, and is there again when you sign in.
    Logout,
    /// Say who is signed in, with which roles, and where the session is kept
    Whoami {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// The settings: where they are, what applies, a new file
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Work with incidents: the verbs of the screen, for scripts and for in between
    #[command(subcommand, after_help = EXPLAINED)]
    Incident(Box<super::incident::IncidentVerb>),
    /// Work with problems: what belongs to them, what is known of them, linking
    #[command(subcommand, after_help = EXPLAINED)]
    Problem(Box<super::problem::ProblemVerb>),
    /// Work with changes: drafting, deciding, and what becomes of them; when they happen and what collides
    #[command(subcommand, after_help = EXPLAINED)]
    Change(Box<super::change::ChangeVerb>),
    /// What happens in the organization, the newest last
    ///
    /// Comments, new records, changes of status, requests for approval and decisions. On a terminal one line each; in a pipe tab-separated:
    /// time, number, who, what, words.
    #[command(after_help = EXPLAINED)]
    Feed(super::feed::FeedArgs),
    /// What you are told: notifications and mentions
    #[command(subcommand, after_help = EXPLAINED)]
    Inbox(super::inbox::InboxVerb),
    /// The infrastructure map: graphs of components, zones and what depends on what
    #[command(subcommand, after_help = EXPLAINED)]
    Map(super::map::MapVerb),
    /// Print completions for a shell
    ///
    /// For bash: antops completions bash > ~/.local/share/bash-completion/completions/antops
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, for `man -l -`
    Man,
    /// Look around in a made-up company, on this machine alone, without an account
    ///
    /// Starts a private PostgreSQL with everything antops needs in front of it, signs you in as Dana, who is on call, and opens the
    /// screen. Your profiles, sessions and settings are neither read nor written. While it runs, `antops demo --as omar` in another
    /// terminal joins as a colleague. It all ends with the screen.
    #[cfg(feature = "stack")]
    Demo(super::demo::DemoArgs),
    /// Run the embedded local Supabase by itself, until stopped
    #[cfg(feature = "stack")]
    Stack(super::stack::StackArgs),
}

/// How to sign in.
#[derive(Args, Debug)]
pub(super) struct Login {
    /// The address to sign in with
    #[arg(short, long, value_name = "ADDRESS", value_hint = ValueHint::EmailAddress)]
    pub(super) email: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long, conflicts_with = "code")]
    pub(super) password_stdin: bool,
    /// Have a code sent by e-mail instead of giving a password
    #[arg(long)]
    pub(super) code: bool,
    /// Where to keep the session from now on; written into the profile
    #[arg(long, value_name = "STORE", value_parser = ["auto", "keyring", "keyutils", "file"])]
    pub(super) token_store: Option<String>,
}

/// What to do with the settings.
#[derive(Subcommand, Debug)]
pub(super) enum ConfigVerb {
    /// Write a commented config file, or add a project to the one there is
    ///
    /// With --url and --key, adds the project as a profile and makes it the default; everything else in the file stays as it is.
    Init(NewProject),
    /// Say where the config file is
    Path,
    /// Show every setting that applies, and who said it
    Show,
}

/// A project to add.
#[derive(Args, Debug)]
pub(super) struct NewProject {
    /// The name of its profile; without it, taken from the address
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// The address that sign-in proposes
    #[arg(long, value_name = "ADDRESS", value_hint = ValueHint::EmailAddress)]
    pub(super) email: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }
}

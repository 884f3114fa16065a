//! `antops` alone: the screen of a profile, or the first-run wizard.

use super::project::{Finder, Project};
use super::{Code, Scene, Trouble, log, threads};
use crate::app::Boot;
use crate::app::keymap::{Keymap, KeymapError};
use crate::app::settings::{Glyphs, Settings};
use crate::config::{Chosen, Config, Mistake, Mistakes, Profile};
use crate::domain::safe::Safe;
use crate::ports::Clock;
use crate::runtime::{Browsers, Connection, Shell, SystemClock, Tty, World};
use crate::ui::theme::{Depth, Theme};
use ratatui::layout::Size;
use std::sync::Arc;
use std::time::Duration;
use termprofile::{DetectorSettings, TermProfile};

/// How long tasks that are still under way may take to notice the end.
const FAREWELL: Duration = Duration::from_millis(20);

/// Opens the screen and stays until it is left.
pub(super) fn open(scene: &Scene<'_>) -> Result<(), Trouble> {
    check_terminal()?;
    let config = scene.config()?;
    start_log(&config)?;
    let profile = match config.choose()? {
        Chosen::Profile(profile) => Some(*profile),
        Chosen::Nothing => None,
    };
    let connection = profile.as_ref().map(|profile| Project::open(profile, &scene.places)).transpose()?;
    let play = Play {
        settings: settings(&config, profile.as_ref())?,
        connection: connection.map(|project| project.connection),
        profile,
        notice: None,
    };
    let threads = threads()?;
    let played = threads.block_on(play.run(scene));
    threads.shutdown_timeout(FAREWELL);
    played
}

/// A sentence instead of escape sequences in a file.
pub(super) fn check_terminal() -> Result<(), Trouble> {
    Tty::check().map_err(|error| Trouble::new(Code::Usage, error.to_string()))
}

/// Starts the log if it was asked for.
pub(super) fn start_log(config: &Config) -> Result<(), Trouble> {
    config.log().map_or(Ok(()), |path| log::start(&path))
}

/// Everything a screen begins with.
pub(super) struct Play {
    /// The profile, once one is known.
    pub(super) profile: Option<Profile>,
    /// Its ports.
    pub(super) connection: Option<Connection>,
    /// Looks and keys.
    pub(super) settings: Settings,
    /// A line to begin with.
    pub(super) notice: Option<Safe>,
}

impl Play {
    /// Plays on the terminal of this process until the end.
    pub(super) async fn run(self, scene: &Scene<'_>) -> Result<(), Trouble> {
        let clock = SystemClock::new();
        let (width, height) = crossterm::terminal::size()?;
        let boot = Boot {
            profile: self.profile.as_ref().map(|profile| profile.name.clone()).unwrap_or_default(),
            notice: self.notice,
            project_known: self.connection.is_some(),
            email: self.profile.and_then(|profile| profile.email),
            settings: self.settings,
            size: Size { width, height },
            now: clock.now(),
            zone: clock.zone(),
            seed: rand::random(),
        };
        let world = World {
            connection: self.connection,
            projects: Arc::new(Finder::new(scene)),
            host: Arc::new(Browsers::new(scene.environment.clone())),
            clock: Arc::new(clock),
        };
        let theme = Theme::new(depth(scene), boot.settings.glyphs);
        let stage = Tty::enter(scene.environment.clone())?;
        let shell = Shell::new(boot, theme, stage, world).await;
        // A terminal that went away is a way to leave like any other; drafts and deeds are on disk.
        if let Err(error) = shell.run().await {
            tracing::warn!(%error, "the terminal is gone");
        }
        Ok(())
    }
}

/// What the config says about looks and keys.
pub(super) fn settings(config: &Config, profile: Option<&Profile>) -> Result<Settings, Trouble> {
    let keymap = Keymap::with(&config.keys()).map_err(|errors| {
        let mistakes = errors.into_iter().map(|error| {
            let command = match &error {
                KeymapError::UnknownCommand(command) | KeymapError::UnknownKey { command, .. } => command.as_str(),
                KeymapError::Collision { one, other, .. } => {
                    if config.key_source(one).is_some() {
                        one
                    } else {
                        other
                    }
                }
            };
            Mistake { place: config.key_source(command), sentence: error.to_string() }
        });
        Mistakes(mistakes.collect())
    })?;
    Ok(Settings {
        glyphs: if config.is_on("ascii") { Glyphs::Ascii } else { Glyphs::Unicode },
        low_bandwidth: config.is_on("low_bandwidth"),
        read_only: profile.is_some_and(|profile| profile.read_only),
        runs_due: profile.is_some_and(|profile| profile.run_due_changes),
        production: profile.is_some_and(|profile| profile.production),
        flows: config.flows()?,
        views: config.views(),
        bell: config.bell(),
        presence: config.is_on("presence"),
        keymap,
    })
}

/// How many colours the terminal says it has. It is never asked: an answer might come late.
pub(super) fn depth(scene: &Scene<'_>) -> Depth {
    if scene.environment.refuses_color() {
        return Depth::None;
    }
    match TermProfile::detect(&std::io::stdout(), DetectorSettings::default()) {
        TermProfile::NoTty | TermProfile::NoColor => Depth::None,
        TermProfile::Ansi16 | TermProfile::Ansi256 | TermProfile::TrueColor => Depth::Sixteen,
    }
}

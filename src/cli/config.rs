//! `antops config`: a new file, where it is, what applies.

use super::arguments::NewProject;
use super::{Code, Scene, Trouble};
use crate::app::command::commands;
use crate::config::{Binding, Kind, NewProfile, Scope, example, keep_profile, write_new};

/// Writes the reference as a new file, or adds a project to the one there is.
pub(super) fn init(scene: &mut Scene<'_>, project: &NewProject) -> Result<(), Trouble> {
    let path = scene.places.config.clone();
    let added = match (&scene.flags.url, &scene.flags.key) {
        (Some(url), Some(key)) => Some(new_profile(project, url, key)?),
        (None, None) if project.name.is_none() && project.email.is_none() => None,
        _ => return Err(Trouble::new(Code::Usage, "a project needs both --url and --key")),
    };
    if added.is_none() || !path.exists() {
        write_new(&path, &example(&bindings()))
            .map_err(|mistake| Trouble::new(Code::CannotCreate, mistake.to_string()))?;
    }
    if let Some(profile) = added {
        keep_profile(&path, &profile)?;
        scene.say(&format!("profile {} in {}", profile.name, path.display()))
    } else {
        scene.say(&format!("{}", path.display()))
    }
}

/// The commands and their keys, for the reference.
fn bindings() -> Vec<Binding> {
    let binding = |command: &crate::app::command::Command| Binding {
        id: command.id.to_owned(),
        help: command.help.to_owned(),
        keys: command.keys.iter().map(|key| (*key).to_owned()).collect(),
    };
    commands().map(binding).collect()
}

/// Checks a project before it is written down.
fn new_profile(project: &NewProject, url: &str, key: &str) -> Result<NewProfile, Trouble> {
    let refuse = |what: &str, sentence: String| Trouble::new(Code::Config, format!("{what} {sentence}"));
    let url = Kind::Address.read(url).map_err(|sentence| refuse("--url", sentence))?.to_string();
    super::judge_key(key).map_err(|sentence| refuse("--key:", sentence))?;
    let name = project.name.clone().unwrap_or_else(|| NewProfile::name_for(&url));
    Ok(NewProfile { name, url, key: key.to_owned(), email: project.email.clone() })
}

/// Says where the file is.
pub(super) fn path(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let path = scene.places.config.display().to_string();
    scene.say(&path)
}

/// Shows what applies and who said it.
pub(super) fn show(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let config = scene.config()?;
    let chosen = config.choose();
    let name = match &chosen {
        Ok(crate::config::Chosen::Profile(profile)) => Some(profile.name.clone()),
        _ => None,
    };
    let mut scope = Scope::Program;
    for (setting, sourced) in config.shown(name.as_deref()) {
        if setting.scope != scope {
            scope = setting.scope;
            scene.say(&format!("\n[profiles.{}]", name.as_deref().unwrap_or("NAME")))?;
        }
        let Some(sourced) = sourced else {
            scene.say(&format!("# {} is not set", setting.name))?;
            continue;
        };
        let value = match setting.kind {
            Kind::Switch => sourced.value.to_string(),
            // Public by design, yet nothing a screen share needs.
            Kind::Key => "\"***\"".to_owned(),
            _ => toml::Value::String(sourced.value.to_string()).to_string(),
        };
        scene.say(&format!("{} = {value} # {}", setting.name, sourced.source))?;
    }
    let keys = config.keys();
    if !keys.is_empty() {
        scene.say("\n[keys]")?;
    }
    for (command, keys) in keys {
        let source = config.key_source(&command).map(|source| source.to_string()).unwrap_or_default();
        let id = toml::Value::String(command);
        scene.say(&format!("{id} = {keys:?} # {source}"))?;
    }
    // What cannot be used is shown first and complained about last, where it is read.
    super::open::settings(&config, None)?;
    chosen.map(drop).map_err(Into::into)
}

//! Writing the config file: only the lines we mean to change, whole file at once, readable by its owner alone.
//!
//! The new text is read back before it replaces the old one, so a write can never leave a file that antops refuses.

use super::file::is_name;
use super::reference::quoted;
use super::{File, Mistake, TokenStore};
use std::io::Write as _;
use std::path::Path;

/// A project to write down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewProfile {
    /// The name of its section.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its publishable or anon key.
    pub key: String,
    /// Who signs in.
    pub email: Option<String>,
}

impl NewProfile {
    /// A name for a project that was given none: the first part of its host, or `local` on this machine.
    #[must_use]
    pub fn name_for(url: &str) -> String {
        let host = url.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(ToOwned::to_owned)).unwrap_or_default();
        let first = host.split('.').next().unwrap_or_default();
        let is_number = first.chars().all(|c| c.is_ascii_digit());
        if is_name(first) && !is_number && first != "localhost" { first.to_owned() } else { "local".to_owned() }
    }
}

/// Writes a project into the file and makes it the default; everything else in the file stays as it is.
pub fn keep_profile(path: &Path, profile: &NewProfile) -> Result<(), Mistake> {
    if !is_name(&profile.name) {
        return Err(mistake(path, &format!("{:?} cannot name a profile: letters, digits, - and _ do", profile.name)));
    }
    let old = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(mistake(path, &format!("cannot be read: {error}"))),
    };
    File::load(path).map_err(|mistakes| mistake(path, &format!("is not changed while it has mistakes: {mistakes}")))?;
    let header = format!("[profiles.{}]", profile.name);
    let mut text = set_line(&old, None, "default_profile", &profile.name);
    if !text.lines().any(|line| is_header(line, &header)) {
        if !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        text.push_str(&header);
        text.push('\n');
    }
    // Lines are put in directly below the header, so the last one set stands first.
    if let Some(email) = &profile.email {
        text = set_line(&text, Some(&header), "email", email);
    }
    text = set_line(&text, Some(&header), "key", &profile.key);
    text = set_line(&text, Some(&header), "url", &profile.url);
    let read_back = File::parse(path, &text);
    let holds = read_back.is_ok_and(|file| {
        file.profiles
            .get(&profile.name)
            .and_then(|section| section.layer.get("key"))
            .is_some_and(|key| key.value.to_string() == profile.key)
    });
    if !holds {
        return Err(mistake(path, &format!("is laid out in a way antops cannot change safely: add {header} by hand")));
    }
    replace(path, &text)
}

/// Writes down where the session of a profile is kept, so that later starts look there. Says whether the file has that profile; without
/// it, nothing is written.
pub fn keep_token_store(path: &Path, profile: &str, store: TokenStore) -> Result<bool, Mistake> {
    let file = File::load(path);
    let file = file.map_err(|mistakes| mistake(path, &format!("is not changed while it has mistakes: {mistakes}")))?;
    if !file.profiles.contains_key(profile) {
        return Ok(false);
    }
    let old = std::fs::read_to_string(path).map_err(|error| mistake(path, &format!("cannot be read: {error}")))?;
    let header = format!("[profiles.{profile}]");
    let text = set_line(&old, Some(&header), "token_store", &store.to_string());
    let holds = File::parse(path, &text).is_ok_and(|file| {
        let section = file.profiles.get(profile);
        let kept = section.and_then(|section| section.layer.get("token_store"));
        kept.is_some_and(|kept| kept.value.to_string() == store.to_string())
    });
    if !holds {
        let sentence = format!(
            "is laid out in a way antops cannot change safely: add token_store = \"{store}\" to {header} by hand"
        );
        return Err(mistake(path, &sentence));
    }
    replace(path, &text).map(|()| true)
}

/// Writes a file that is not there yet.
pub fn write_new(path: &Path, text: &str) -> Result<(), Mistake> {
    if path.exists() {
        return Err(mistake(path, "is there already; antops does not write over it"));
    }
    replace(path, text)
}

/// Sets `name` to a text in a section, or at the top: in its place if it stands there, else as the first line below the header.
fn set_line(text: &str, header: Option<&str>, name: &str, value: &str) -> String {
    let line = format!("{name} = {}", quoted(value));
    let mut lines: Vec<&str> = text.lines().collect();
    let start = header
        .map_or(0, |header| lines.iter().position(|line| is_header(line, header)).map_or(lines.len(), |at| at + 1));
    let end =
        lines[start..].iter().position(|line| line.trim_start().starts_with('[')).map_or(lines.len(), |at| start + at);
    let is_it = |line: &&str| line.split_once('=').is_some_and(|(left, _)| left.trim() == name);
    match lines[start..end].iter().position(is_it) {
        Some(at) => lines[start + at] = &line,
        None => lines.insert(start, &line),
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// Whether a line is that header, with a comment after it or not.
fn is_header(line: &str, header: &str) -> bool {
    let line = line.trim();
    line.strip_prefix(header).is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with('#'))
}

/// Replaces the file whole, through a neighbour that only its owner can read.
fn replace(path: &Path, text: &str) -> Result<(), Mistake> {
    let cannot = |error: std::io::Error| mistake(path, &format!("cannot be written: {error}"));
    // A link is followed, so that a file kept elsewhere stays where it is kept.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_private(directory).map_err(cannot)?;
    let mut file = tempfile::Builder::new().prefix(".config").tempfile_in(directory).map_err(cannot)?;
    file.write_all(text.as_bytes()).map_err(cannot)?;
    file.as_file().sync_all().map_err(cannot)?;
    file.persist(&target).map_err(|error| cannot(error.error))?;
    Ok(())
}

/// Makes a directory, and those above it, for the owner alone. One that is there stays as it is.
pub fn make_private(directory: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

fn mistake(path: &Path, sentence: &str) -> Mistake {
    Mistake { place: None, sentence: format!("{} {sentence}", path.display()) }
}

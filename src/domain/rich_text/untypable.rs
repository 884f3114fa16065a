//! Owns what of content nobody can type: what is lost where the text of it is edited in a terminal.
//!
//! It must not know what is being edited nor what is done about the loss. Invariant: content that comes back from being typed as it
//! was, for everybody who reads it, loses nothing.

use super::people::People;
use super::{Line, Safe, Target, is_html, read, source, source_out, write};
use crate::domain::value::ProfileId;

/// What no line shows and no sign says.
const TAGS: [(&str, &str); 4] =
    [("<img", "images"), ("<iframe", "embedded pages"), ("<video", "videos"), ("<table", "tables")];

/// What is lost when content is edited as text, in words for a list; nothing where all of it comes back. `people` are those who can be
/// mentioned.
#[must_use]
pub fn untypable(content: &Safe, people: &[(Safe, ProfileId)]) -> Vec<&'static str> {
    let folded = content.to_ascii_lowercase();
    let tags = TAGS.iter().filter(|(tag, _)| is_html(content) && folded.contains(tag)).map(|(_, words)| *words);
    let mut lost: Vec<&str> = tags.collect();
    let known = People::new(people);
    let lines = read(content);
    let is_stranger =
        |target: &Target| matches!(target, Target::Mention(who) if who.is_none_or(|who| known.name(who).is_none()));
    if lines.iter().flat_map(|line| &line.spans).any(|span| span.target.as_ref().is_some_and(is_stranger)) {
        lost.push("mentions of people nobody here knows");
    }
    // Without what was named already: only what else differs is news.
    let settled: Vec<Line> = lines.iter().map(|line| source_out::settle(line, &known)).collect();
    let again = Safe::new(&write(&source(content, people), people).html);
    if read(&again) != settled {
        lost.push("some of its form");
    }
    lost
}

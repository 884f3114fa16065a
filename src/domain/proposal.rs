//! The problem that some incidents seem to have in common, proposed for somebody to look over.
//!
//! Owns what is taken from the incidents and how. It must not know who proposes it nor how it is stored. Invariant: nothing in it is made up:
//! words, services, tags and ratings stand in the incidents, and the description names each of them.

use super::incident::Incident;
use super::likeness::{stem, words};
use super::rich_text;
use super::safe::Safe;
use super::service::ServiceId;
use super::value::Priority;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Words named in a title that is put together of single ones.
const NAMED: usize = 4;

/// A problem as it could be written down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// One line; empty where no incident has a title.
    pub title: Safe,
    /// HTML as the web app reads it: a sentence and the incidents, the oldest first.
    pub description: Safe,
    /// By the ratings where both are there and make nothing less of it than the worst incident; otherwise the worst incident's.
    pub priority: Priority,
    /// The worst rating, where an incident has one.
    pub criticality: Option<Priority>,
    /// The worst rating, where an incident has one.
    pub urgency: Option<Priority>,
    /// Whether the priority follows from the ratings.
    pub auto_priority: bool,
    /// What half of the incidents have at least, and two of several.
    pub tags: Vec<Safe>,
    /// All of them, those that most incidents name first.
    pub services: Vec<ServiceId>,
}

/// Proposes a problem for these incidents. `label` names services.
#[must_use]
pub fn propose<'b>(incidents: &[&Incident], label: impl Fn(&ServiceId) -> Option<&'b str>) -> Proposal {
    let mut incidents = incidents.to_vec();
    incidents.sort_by_key(|incident| (incident.created_at, incident.id));
    incidents.dedup_by_key(|incident| incident.id);
    let quorum = if incidents.len() < 2 { 1 } else { incidents.len().div_ceil(2).max(2) };
    let services = counted(incidents.iter().map(|incident| incident.services.as_slice()));
    let shared = services.iter().filter(|(_, many)| *many >= quorum).map(|(id, _)| label(id).unwrap_or(&id.0));
    let title = title(&incidents, quorum, &shared.collect::<Vec<_>>());
    let tags = counted(incidents.iter().map(|incident| incident.tags.as_slice()));
    let worst = incidents.iter().map(|incident| incident.priority).max().unwrap_or(Priority::Medium);
    let criticality = incidents.iter().filter_map(|incident| incident.criticality).max();
    let urgency = incidents.iter().filter_map(|incident| incident.urgency).max();
    let rated = criticality.zip(urgency).map(|(criticality, urgency)| Priority::from_matrix(criticality, urgency));
    let auto = rated.filter(|rated| *rated >= worst);
    Proposal {
        title: Safe::line(&title),
        description: Safe::new(&description(&incidents)),
        priority: auto.unwrap_or(worst),
        criticality,
        urgency,
        auto_priority: auto.is_some(),
        tags: tags.into_iter().filter(|(_, many)| *many >= quorum).map(|(tag, _)| tag.clone()).collect(),
        services: services.into_iter().map(|(id, _)| id.clone()).collect(),
    }
}

fn description(incidents: &[&Incident]) -> String {
    let items: Vec<String> =
        incidents.iter().map(|incident| format!("{} {}", incident.name(), incident.title)).collect();
    let intro = if items.len() == 1 { "Seen in:" } else { "Seen in these incidents:" };
    rich_text::write_list(intro, items.iter().map(String::as_str))
}

/// What stands in these lists and in how many, the most first, then as they come.
fn counted<'a, T: Eq + Hash + 'a>(lists: impl Iterator<Item = &'a [T]>) -> Vec<(&'a T, usize)> {
    let mut found: Vec<(&T, usize)> = Vec::new();
    let mut places: HashMap<&T, usize> = HashMap::new();
    for list in lists {
        let mut here = HashSet::new();
        for one in list.iter().filter(|one| here.insert(*one)) {
            let place = *places.entry(one).or_insert(found.len());
            match found.get_mut(place) {
                Some((_, many)) => *many += 1,
                None => found.push((one, 1)),
            }
        }
    }
    found.sort_by_key(|(_, many)| Reverse(*many));
    found
}

/// A word of a title as it stands there, and the stem it means something by; none if it is idle.
struct Word<'a> {
    said: &'a str,
    stem: Option<String>,
}

impl<'a> Word<'a> {
    fn all(title: &'a str) -> Vec<Self> {
        let pieces = title.split_whitespace();
        let stem_of = |said: &str| {
            let words = words(said);
            let stems: Vec<&str> = words.iter().map(|word| stem(word)).collect();
            (!stems.is_empty()).then(|| stems.join("-"))
        };
        pieces.map(|said| Self { said, stem: stem_of(said) }).collect()
    }

    /// What two words have in common that say the same: the stem, or the letters of an idle one.
    fn key(&self) -> (bool, String) {
        let key = self.stem.clone().unwrap_or_else(|| self.said.to_lowercase());
        (self.stem.is_some(), key)
    }
}

/// The longest run of words that enough titles have; else the words that enough have; else the oldest title. With the services that enough
/// name, where the words do not name them already.
fn title(incidents: &[&Incident], quorum: usize, services: &[&str]) -> String {
    let titles: Vec<Vec<Word<'_>>> = incidents.iter().map(|incident| Word::all(&incident.title)).collect();
    let oldest = incidents.iter().map(|incident| incident.title.trim()).find(|title| !title.is_empty());
    let whole = oldest.unwrap_or_default().to_owned();
    if incidents.len() < 2 {
        return whole;
    }
    let found = run(&titles, quorum).unwrap_or_else(|| common(&titles, quorum));
    let said = words(&found);
    let said: HashSet<&str> = said.iter().map(|word| stem(word)).collect();
    let is_said = |service: &str| words(service).iter().any(|word| said.contains(stem(word)));
    let unsaid: Vec<&str> = services.iter().copied().filter(|service| !is_said(service)).take(2).collect();
    match (found.split_whitespace().count(), unsaid.as_slice()) {
        (0, _) | (1, []) => whole,
        (_, []) => upper(&found),
        (_, named) => format!("{} ({})", upper(&found), named.join(", ")),
    }
}

/// The run with the most words that mean something, as its oldest title has it; two of them at least.
fn run(titles: &[Vec<Word<'_>>], quorum: usize) -> Option<String> {
    // Words by number: what is compared often is to be compared fast.
    let mut numbers: HashMap<(bool, String), usize> = HashMap::new();
    let mut number = |word: &Word<'_>| {
        let next = numbers.len();
        *numbers.entry(word.key()).or_insert(next)
    };
    let numbered: Vec<Vec<usize>> = titles.iter().map(|title| title.iter().map(&mut number).collect()).collect();
    // A run that enough titles have is made of pairs that enough have.
    let pairs: Vec<Vec<[usize; 2]>> =
        numbered.iter().map(|title| title.windows(2).map(|pair| [pair[0], pair[1]]).collect()).collect();
    let pairs: HashSet<&[usize; 2]> = counted(pairs.iter().map(Vec::as_slice))
        .into_iter()
        .filter(|(_, many)| *many >= quorum)
        .map(|(pair, _)| pair)
        .collect();
    let mut best: Option<(usize, &[Word<'_>])> = None;
    let mut judged: HashSet<&[usize]> = HashSet::new();
    // What enough titles have begins in one of these.
    let first = (titles.len() + 1).saturating_sub(quorum);
    for (title, spelt) in titles.iter().zip(&numbered).take(first) {
        for from in (0..title.len()).filter(|at| title[*at].stem.is_some()) {
            let goes_on = spelt[from..].windows(2).take_while(|pair| pairs.contains(&[pair[0], pair[1]])).count();
            for to in (from + 1..=from + 1 + goes_on).rev().filter(|to| title[*to - 1].stem.is_some()) {
                let weight = title[from..to].iter().filter(|word| word.stem.is_some()).count();
                if weight < 2 || best.is_some_and(|(most, _)| weight <= most) {
                    break;
                }
                let run = &spelt[from..to];
                let has = |title: &&Vec<usize>| title.windows(run.len()).any(|other| other == run);
                if judged.insert(run) && numbered.iter().filter(has).nth(quorum.saturating_sub(1)).is_some() {
                    best = Some((weight, &title[from..to]));
                    break;
                }
            }
        }
    }
    let said = best?.1.iter().map(|word| word.said).collect::<Vec<_>>().join(" ");
    Some(said.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
}

/// The words that enough titles have, the most frequent first.
fn common(titles: &[Vec<Word<'_>>], quorum: usize) -> String {
    let stems: Vec<Vec<&str>> =
        titles.iter().map(|title| title.iter().filter_map(|word| word.stem.as_deref()).collect()).collect();
    let frequent = counted(stems.iter().map(Vec::as_slice)).into_iter().filter(|(_, many)| *many >= quorum);
    let said = |stem: &str| titles.iter().flatten().find(|word| word.stem.as_deref() == Some(stem));
    let named = frequent.take(NAMED).filter_map(|(stem, _)| said(stem));
    named.map(|word| word.said.trim_matches(|c: char| !c.is_alphanumeric())).collect::<Vec<_>>().join(", ")
}

/// With a large first letter.
fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;

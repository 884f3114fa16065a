//! How alike two records are: services they share and words they share, rare ones counting more than common ones.
//!
//! Owns the measure and an index over many records, so that asking for the records like one costs what the shared words cost and not what
//! all records do, and one record that changes costs what its own text costs. It must not know which kinds of records are compared:
//! [`super::about`] does. Invariant: likeness has reasons. What is alike shares a service or words, and both are named. What an index
//! answers depends on what is in it and never on the order in which it came.

mod gist;
mod words;

pub use gist::{About, Gist};
pub(super) use words::{stem, words};

use super::service::ServiceId;
use gist::QUIET;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

/// A service that both name, where no other record does. One that many name is worth down to [`COMMON_SERVICE`] of it. All that services
/// make is multiplied by the square of how much of the shorter list is shared: one of two counts a quarter.
const SERVICE: f64 = 1.0;
/// Each further shared service.
const NEXT_SERVICE: f64 = 0.5;
/// What a service that every record names is still worth.
const COMMON_SERVICE: f64 = 0.6;
/// The most that words in running text alone can make of it: long texts share much by chance.
const MOST_QUIET: f64 = 0.75;
/// Words named as reasons.
const NAMED: usize = 4;
/// Sums differ by so much when they are added up in another order.
const ROUNDING: f64 = 1e-9;
/// With fewer records than this nobody can tell what is common.
const HANDFUL: usize = 8;

/// Why two records are alike, and how much.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Likeness {
    /// What the shared services make of it; a rare one is 1.
    pub by_services: f64,
    /// What the shared words make of it; a rare one that both have in their titles is 1.
    pub by_words: f64,
    /// Whether both name services and none of them is the same.
    pub is_elsewhere: bool,
    /// The services both name.
    pub services: Vec<ServiceId>,
    /// The words that count most, as the record that was asked about has them; the weightiest first.
    pub words: Vec<String>,
}

impl Likeness {
    /// 0 for nothing in common. A rare shared service is 1, so is a rare word that both have in their titles.
    #[must_use]
    pub fn score(&self) -> f64 {
        self.by_services + self.by_words
    }
}

/// A record that is like one of those asked about.
#[derive(Clone, PartialEq, Debug)]
pub struct Alike<I> {
    /// Which.
    pub id: I,
    /// Which of those asked about it is likest, by their place.
    pub to: usize,
    /// How much it weighs.
    pub weight: f64,
    /// Why.
    pub likeness: Likeness,
}

/// Many records, to be asked which are like one.
#[derive(Clone, Debug)]
pub struct Index<I> {
    /// A free place has nobody in it.
    places: Vec<Option<Placed<I>>>,
    at: HashMap<I, usize>,
    free: Vec<usize>,
    /// Who says a word, in the order of their places, and how loud.
    words: HashMap<String, Vec<(usize, f64)>>,
    /// Who names a service, in the order of their places.
    services: HashMap<ServiceId, Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Placed<I> {
    id: I,
    about: About,
    /// How many services it names, none twice.
    services: usize,
}

impl<I> Default for Index<I> {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            at: HashMap::new(),
            free: Vec::new(),
            words: HashMap::new(),
            services: HashMap::new(),
        }
    }
}

impl<I: Copy + Eq + Hash> Index<I> {
    /// Puts a record in, or in place of what it said before; says whether that differs. One that says the same costs a comparison.
    pub fn put(&mut self, id: I, about: About) -> bool {
        if self.about(id) == Some(&about) {
            return false;
        }
        self.remove(id);
        let at = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        for (stem, loud) in about.stems() {
            let holders = self.words.entry(stem).or_default();
            let place = holders.partition_point(|(other, _)| *other < at);
            holders.insert(place, (at, loud));
        }
        let named: HashSet<&ServiceId> = about.services.iter().collect();
        let services = named.len();
        for service in named {
            let holders = self.services.entry(service.clone()).or_default();
            let place = holders.partition_point(|other| *other < at);
            holders.insert(place, at);
        }
        if let Some(place) = self.places.get_mut(at) {
            *place = Some(Placed { id, about, services });
        }
        self.at.insert(id, at);
        true
    }

    /// Takes a record out; says whether it was in.
    pub fn remove(&mut self, id: I) -> bool {
        let Some(at) = self.at.remove(&id) else { return false };
        let Some(placed) = self.places.get_mut(at).and_then(Option::take) else { return false };
        for stem in placed.about.stems().keys() {
            let Some(holders) = self.words.get_mut(stem) else { continue };
            if let Ok(place) = holders.binary_search_by_key(&at, |(other, _)| *other) {
                holders.remove(place);
            }
            if holders.is_empty() {
                self.words.remove(stem);
            }
        }
        for service in placed.about.services.iter().collect::<HashSet<_>>() {
            let Some(holders) = self.services.get_mut(service) else { continue };
            if let Ok(place) = holders.binary_search(&at) {
                holders.remove(place);
            }
            if holders.is_empty() {
                self.services.remove(service);
            }
        }
        self.free.push(at);
        true
    }

    /// Takes out those that are not to stay.
    pub fn retain(&mut self, stays: impl Fn(I) -> bool) {
        let leave: Vec<I> = self.at.keys().copied().filter(|id| !stays(*id)).collect();
        for id in leave {
            self.remove(id);
        }
    }

    /// What a record said about itself when it was put in.
    #[must_use]
    pub fn about(&self, id: I) -> Option<&About> {
        self.at.get(&id).and_then(|at| self.places.get(*at)?.as_ref()).map(|placed| &placed.about)
    }

    /// The records whose likeness to one of those `asked` weighs `least` at least, each with that one, and those that are wanted whatever
    /// it weighs as long as they have anything in common with one; in no order that means anything. What a likeness weighs must never be
    /// more than its score.
    pub fn like(
        &self,
        asked: &[Gist],
        least: f64,
        is_wanted: impl Fn(I) -> bool,
        weigh: impl Fn(I, usize, &Likeness) -> f64,
    ) -> Vec<Alike<I>> {
        let asked: Vec<Asked<'_>> = asked.iter().map(|gist| self.ask(gist)).collect();
        let most: Vec<Vec<f64>> = asked.iter().map(|asked| self.most(asked)).collect();
        let mut found = Vec::new();
        let mut promising: Vec<(f64, usize)> = Vec::new();
        for (at, placed) in self.places.iter().enumerate() {
            let Some(placed) = placed else { continue };
            promising.clear();
            promising.extend(most.iter().enumerate().filter_map(|(to, most)| Some((*most.get(at)?, to))));
            promising.retain(|(most, _)| *most > 0.0);
            let Some(best) = promising.iter().map(|(most, _)| *most).max_by(f64::total_cmp) else { continue };
            if best + ROUNDING < least && !is_wanted(placed.id) {
                continue;
            }
            promising.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
            let alike = likest(&promising, |to| {
                let likeness = asked.get(to)?.look(at, placed.services);
                let weight = weigh(placed.id, to, &likeness);
                (likeness.score() > 0.0).then_some(Alike { id: placed.id, to, weight, likeness })
            });
            found.extend(alike.filter(|alike| alike.weight >= least || is_wanted(alike.id)));
        }
        found
    }

    fn ask<'a>(&'a self, gist: &'a Gist) -> Asked<'a> {
        let words = gist.words.iter().filter_map(|(stem, (loud, word))| {
            let holders = self.words.get(stem)?.as_slice();
            Some(Word { stem, said: word, loud: *loud, rarity: self.rarity(holders.len()), holders })
        });
        let services = gist.services.keys().filter_map(|id| {
            let holders = self.services.get(id)?.as_slice();
            Some((id, self.worth(holders.len()), holders))
        });
        Asked { gist, words: words.collect(), services: services.collect() }
    }

    /// What the likeness of each record to one scores at most. Reasons are dear and most records are hardly alike: these sums tell which
    /// deserve a close look.
    fn most(&self, asked: &Asked<'_>) -> Vec<f64> {
        let mut sums = vec![Sums::default(); self.places.len()];
        for (_, worth, holders) in &asked.services {
            for at in *holders {
                if let Some(sum) = sums.get_mut(*at) {
                    sum.services += worth;
                    sum.best = sum.best.max(*worth);
                    sum.many += 1;
                }
            }
        }
        for word in &asked.words {
            for (at, other) in word.holders {
                if let Some(sum) = sums.get_mut(*at) {
                    let words = if is_quiet(word.loud, *other) { &mut sum.quiet } else { &mut sum.words };
                    *words += word.rarity * word.loud * other;
                }
            }
        }
        let named = asked.gist.services.len();
        let services_of = |placed: &Option<Placed<I>>| placed.as_ref().map_or(0, |placed| placed.services);
        sums.iter()
            .zip(&self.places)
            .map(|(sum, placed)| sum.most(share(sum.many, named, services_of(placed))))
            .collect()
    }

    /// What a shared service counts that so many name.
    fn worth(&self, holders: usize) -> f64 {
        COMMON_SERVICE + (1.0 - COMMON_SERVICE) * self.rarity(holders)
    }

    /// 1 for what one record has alone, 0 for what all have, by the logarithm of how many have it.
    fn rarity(&self, holders: usize) -> f64 {
        let all = many(self.at.len());
        if holders == 0 {
            return 0.0;
        }
        // Of a handful of records, half having a word says little about the word.
        if self.at.len() < HANDFUL { 1.0 } else { (all / many(holders)).ln() / all.ln() }
    }
}

/// Looks closely at what is promising, most promising first, until nothing that follows could be better.
fn likest<I>(promising: &[(f64, usize)], look: impl Fn(usize) -> Option<Alike<I>>) -> Option<Alike<I>> {
    let mut likest: Option<Alike<I>> = None;
    for (most, to) in promising {
        if likest.as_ref().is_some_and(|alike| alike.weight >= *most + ROUNDING) {
            break;
        }
        let is_better = |one: &Alike<I>, best: &Alike<I>| (one.weight, best.to) > (best.weight, one.to);
        if let Some(alike) = look(*to)
            && likest.as_ref().is_none_or(|best| is_better(&alike, best))
        {
            likest = Some(alike);
        }
    }
    likest
}

/// One that is asked about, its words and services looked up.
struct Asked<'a> {
    gist: &'a Gist,
    words: Vec<Word<'a>>,
    services: Vec<(&'a ServiceId, f64, &'a [usize])>,
}

struct Word<'a> {
    stem: &'a str,
    said: &'a str,
    loud: f64,
    rarity: f64,
    holders: &'a [(usize, f64)],
}

impl Asked<'_> {
    /// What the record in a place, which names so many services, has in common with it.
    fn look(&self, at: usize, services_of_other: usize) -> Likeness {
        let mut services: Vec<_> =
            self.services.iter().filter(|(_, _, holders)| holders.binary_search(&at).is_ok()).collect();
        services.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(other.0)));
        let names: BTreeSet<&str> =
            services.iter().flat_map(|(id, ..)| &self.gist.services[*id]).map(String::as_str).collect();
        let mut words: Vec<(&str, f64, bool)> = Vec::new();
        for word in self.words.iter().filter(|word| word.rarity > 0.0 && !names.contains(word.stem)) {
            let place = word.holders.binary_search_by_key(&at, |(at, _)| *at).ok();
            if let Some((_, other)) = place.and_then(|place| word.holders.get(place)) {
                words.push((word.said, word.rarity * word.loud * other, is_quiet(word.loud, *other)));
            }
        }
        words.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(other.0)));
        let worth = |(at, (_, worth, _)): (usize, &&(_, f64, _))| if at == 0 { SERVICE } else { NEXT_SERVICE } * *worth;
        let of = |quiet: bool| -> f64 { words.iter().filter(|word| word.2 == quiet).map(|word| word.1).sum() };
        Likeness {
            by_services: services.iter().enumerate().map(worth).sum::<f64>()
                * share(services.len(), self.gist.services.len(), services_of_other),
            by_words: of(false) + of(true).min(MOST_QUIET),
            is_elsewhere: services.is_empty() && services_of_other > 0 && !self.gist.services.is_empty(),
            services: services.iter().map(|(id, ..)| (*id).clone()).collect(),
            words: words.iter().filter(|word| word.1 >= 0.1).take(NAMED).map(|word| word.0.to_owned()).collect(),
        }
    }
}

/// What a record has in common with the one asked about, without the reasons.
#[derive(Clone, Default)]
struct Sums {
    services: f64,
    best: f64,
    many: usize,
    words: f64,
    quiet: f64,
}

impl Sums {
    /// The score, if no word only repeats the name of a service.
    fn most(&self, share: f64) -> f64 {
        let services = SERVICE * self.best + NEXT_SERVICE * (self.services - self.best);
        services * share + self.words + self.quiet.min(MOST_QUIET)
    }
}

/// Whether neither says a word aloud.
fn is_quiet(loud: f64, other: f64) -> bool {
    loud.max(other) <= QUIET
}

/// How much of the shorter list is shared, squared.
fn share(shared: usize, of_one: usize, of_other: usize) -> f64 {
    (many(shared) / many(of_one.min(of_other).max(1))).powi(2)
}

fn many(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;

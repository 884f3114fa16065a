//! How alike two records are: services they share and words they share, rare ones counting more than common ones.
//!
//! Owns the measure and an index over many records, so that asking for the records like one costs what the shared words cost and not what
//! all records do. It must not know which kinds of records are compared: [`super::known_error`] does. Invariant: likeness has reasons. What
//! is alike shares a service or words, and both are named.

use super::rich_text;
use super::safe::Safe;
use super::service::ServiceId;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A service that both name, where no other record does. One that many name is worth down to [`COMMON_SERVICE`] of it. All that services
/// make is multiplied by the square of how much of the shorter list is shared: one of two counts a quarter.
const SERVICE: f64 = 1.0;
/// Each further shared service.
const NEXT_SERVICE: f64 = 0.5;
/// What a service that every record names is still worth.
const COMMON_SERVICE: f64 = 0.6;
/// A word in a title or a tag. Its square counts where both say it aloud: 1.
const LOUD: f64 = 1.0;
/// A word in running text: half where the other's title has it, a quarter where neither has.
const QUIET: f64 = 0.5;
/// The most that words in running text alone can make of it: long texts share much by chance.
const MOST_QUIET: f64 = 0.75;
/// Bytes of a running text that are looked at. What matters stands at its beginning.
const BEGINNING: usize = 6_000;
/// Words named as reasons.
const NAMED: usize = 4;
/// Sums differ by so much when they are added up in another order.
const ROUNDING: f64 = 1e-9;
/// With fewer records than this nobody can tell what is common.
const HANDFUL: usize = 8;

/// What a record is about, as far as likeness goes.
#[derive(Clone, Default, Debug)]
pub struct Gist {
    /// Each service with the stems of what it is called.
    services: BTreeMap<ServiceId, BTreeSet<String>>,
    /// Stem, how loud it is said, and the word as it stands there.
    words: HashMap<String, (f64, String)>,
}

impl Gist {
    /// Adds a service and what people call it. Words that only repeat the name of a shared service prove nothing more.
    pub fn add_service(&mut self, id: &ServiceId, label: &str) {
        let called = words(&id.0).chain(words(label)).map(|word| stem(&word)).collect();
        self.services.insert(id.clone(), called);
    }

    /// Adds words of a title or a tag.
    pub fn add_loud(&mut self, text: &str) {
        self.add(text, LOUD);
    }

    /// Adds words of rich text.
    pub fn add_quiet(&mut self, text: &Safe) {
        let beginning = Safe::new(&text[..text.floor_char_boundary(BEGINNING)]);
        for line in rich_text::read(&beginning) {
            self.add(&line.text(), QUIET);
        }
    }

    fn add(&mut self, text: &str, weight: f64) {
        for word in words(text) {
            let said = self.words.entry(stem(&word)).or_insert_with(|| (weight, word));
            said.0 = said.0.max(weight);
        }
    }
}

/// Why two records are alike, and how much.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Likeness {
    /// 0 for nothing in common. A rare shared service is 1, so is a rare word that both have in their titles.
    pub score: f64,
    /// The services both name.
    pub services: Vec<ServiceId>,
    /// The words that count most, as the record that was asked about has them; the weightiest first.
    pub words: Vec<String>,
}

/// Many records, to be asked which are like one.
#[derive(Clone, Debug)]
pub struct Index<I> {
    /// Each record and how many services it names.
    ids: Vec<(I, usize)>,
    words: HashMap<String, Vec<(usize, f64)>>,
    services: HashMap<ServiceId, Vec<usize>>,
}

impl<I> Default for Index<I> {
    fn default() -> Self {
        Self { ids: Vec::new(), words: HashMap::new(), services: HashMap::new() }
    }
}

/// What one record has in common with the one asked about, and why.
#[derive(Default)]
struct Shared<'a> {
    services: Vec<(&'a ServiceId, f64)>,
    words: Vec<(&'a str, &'a str, f64, bool)>,
}

/// What a record has in common with the one asked about, without the reasons.
#[derive(Clone, Default)]
struct Sums {
    services: f64,
    best: f64,
    many: usize,
    words: f64,
}

impl<I: Copy> Index<I> {
    /// The index of these records.
    #[must_use]
    pub fn new(records: impl IntoIterator<Item = (I, Gist)>) -> Self {
        let mut index = Self::default();
        for (id, gist) in records {
            let at = index.ids.len();
            index.ids.push((id, gist.services.len()));
            for (stem, (weight, _)) in gist.words {
                index.words.entry(stem).or_default().push((at, weight));
            }
            for service in gist.services.into_keys() {
                index.services.entry(service).or_default().push(at);
            }
        }
        index
    }

    /// The records whose likeness to one scores so much, or that are wanted whatever they look like as long as they have anything in common
    /// with it; in no order that means anything.
    #[must_use]
    pub fn like(&self, gist: &Gist, least: f64, is_wanted: impl Fn(&I) -> bool) -> Vec<(I, Likeness)> {
        let most = self.most(gist);
        let worth_a_look =
            |(id, most): &(&(I, usize), f64)| *most > 0.0 && (*most + ROUNDING >= least || is_wanted(&id.0));
        let looked_at = self.ids.iter().zip(most).enumerate().filter(|(_, it)| worth_a_look(it));
        let alike = looked_at.map(|(at, ((id, services), _))| (*id, self.shared(at, gist).sum(gist, *services)));
        alike.filter(|(id, it)| it.score > 0.0 && (it.score >= least || is_wanted(id))).collect()
    }

    /// What the likeness of each record to one scores at most. Reasons are dear and most records are hardly alike: these sums tell which
    /// deserve a close look.
    fn most(&self, gist: &Gist) -> Vec<f64> {
        let mut sums = vec![Sums::default(); self.ids.len()];
        for service in gist.services.keys() {
            let holders = self.holders_of_service(service);
            let worth = self.worth(holders.len());
            for at in holders {
                if let Some(sum) = sums.get_mut(*at) {
                    sum.services += worth;
                    sum.best = sum.best.max(worth);
                    sum.many += 1;
                }
            }
        }
        for (stem, (loud, _)) in &gist.words {
            let holders = self.holders_of_word(stem);
            let rarity = self.rarity(holders.len());
            for (at, other) in holders {
                if let Some(sum) = sums.get_mut(*at) {
                    sum.words += rarity * loud * other;
                }
            }
        }
        let named = gist.services.len();
        sums.iter().zip(&self.ids).map(|(sum, (_, services))| sum.most(share(sum.many, named, *services))).collect()
    }

    /// What a record has in common with one.
    fn shared<'a>(&self, at: usize, gist: &'a Gist) -> Shared<'a> {
        let mut shared = Shared::default();
        for service in gist.services.keys() {
            let holders = self.holders_of_service(service);
            if holders.binary_search(&at).is_ok() {
                shared.services.push((service, self.worth(holders.len())));
            }
        }
        for (stem, (loud, word)) in &gist.words {
            let holders = self.holders_of_word(stem);
            let rarity = self.rarity(holders.len());
            let other = holders.binary_search_by_key(&at, |(at, _)| *at).ok().and_then(|place| holders.get(place));
            if let Some((_, other)) = other.filter(|_| rarity > 0.0) {
                shared.words.push((stem, word, rarity * loud * other, loud.max(*other) <= QUIET));
            }
        }
        shared
    }

    fn holders_of_service(&self, service: &ServiceId) -> &[usize] {
        self.services.get(service).map_or(&[], Vec::as_slice)
    }

    fn holders_of_word(&self, stem: &str) -> &[(usize, f64)] {
        self.words.get(stem).map_or(&[], Vec::as_slice)
    }

    /// What a shared service counts that so many name.
    fn worth(&self, holders: usize) -> f64 {
        COMMON_SERVICE + (1.0 - COMMON_SERVICE) * self.rarity(holders)
    }

    /// 1 for what one record has alone, 0 for what all have, by the logarithm of how many have it.
    fn rarity(&self, holders: usize) -> f64 {
        let all = many(self.ids.len());
        if holders == 0 {
            return 0.0;
        }
        // Of a handful of records, half having a word says little about the word.
        if self.ids.len() < HANDFUL { 1.0 } else { (all / many(holders)).ln() / all.ln() }
    }
}

impl Shared<'_> {
    fn sum(mut self, gist: &Gist, services_of_other: usize) -> Likeness {
        self.services.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(other.0)));
        let names: BTreeSet<&str> =
            self.services.iter().flat_map(|(id, _)| &gist.services[*id]).map(String::as_str).collect();
        self.words.retain(|(stem, ..)| !names.contains(stem));
        self.words.sort_by(|one, other| other.2.total_cmp(&one.2).then(one.1.cmp(other.1)));
        let services: f64 = self
            .services
            .iter()
            .enumerate()
            .map(|(at, (_, worth))| if at == 0 { SERVICE } else { NEXT_SERVICE } * worth)
            .sum();
        let share = share(self.services.len(), gist.services.len(), services_of_other);
        let of =
            |is_quiet: bool| -> f64 { self.words.iter().filter(|word| word.3 == is_quiet).map(|word| word.2).sum() };
        Likeness {
            score: services * share + of(false) + of(true).min(MOST_QUIET),
            services: self.services.iter().map(|(id, _)| (*id).clone()).collect(),
            words: self.words.iter().filter(|word| word.2 >= 0.1).take(NAMED).map(|word| word.1.to_owned()).collect(),
        }
    }
}

impl Sums {
    /// The score, if no word only repeats the name of a service and none is quiet.
    fn most(&self, share: f64) -> f64 {
        let services = SERVICE * self.best + NEXT_SERVICE * (self.services - self.best);
        services * share + self.words
    }
}

/// How much of the shorter list is shared, squared.
fn share(shared: usize, of_one: usize, of_other: usize) -> f64 {
    (many(shared) / many(of_one.min(of_other).max(1))).powi(2)
}

fn many(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Words that say nothing about what is broken: grammar, and what every report of a fault says. Sorted.
#[rustfmt::skip]
const IDLE: &[&str] = &[
    "about", "after", "again", "all", "also", "although", "always", "and", "any", "are", "because", "been", "before",
    "being", "but", "can", "cannot", "could", "customer", "customers", "did", "does", "down", "during", "each",
    "error", "errors", "even", "every", "everybody", "fail", "failed", "failing", "fails", "failure", "few", "first",
    "for", "from", "get", "gets", "had", "half", "has", "have", "her", "here", "his", "how", "incident", "into",
    "issue", "issues", "its", "itself", "just", "keeps", "last", "like", "many", "may", "minute", "minutes", "more",
    "most", "much", "must", "never", "new", "nobody", "none", "not", "now", "off", "old", "once", "one", "only",
    "other", "our", "out", "over", "please", "problem", "problems", "reported", "same", "second", "seconds", "see",
    "seems", "should", "since", "some", "still", "such", "than", "that", "the", "their", "them", "then", "there",
    "they", "this", "those", "three", "through", "time", "times", "too", "two", "under", "until", "user", "users",
    "very", "was", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "work", "works",
    "would", "yet", "you", "your",
];

/// The words of a text in small letters: three characters at least, numbers from three digits on, none that are idle. Scripts that write
/// without spaces give every pair of characters.
fn words(text: &str) -> impl Iterator<Item = String> {
    let small = text.to_lowercase();
    let mut found = Vec::new();
    for word in small.split(|c: char| !c.is_alphanumeric()) {
        if word.chars().any(is_unspaced) {
            let chars: Vec<char> = word.chars().filter(|c| is_unspaced(*c)).collect();
            found.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else if word.chars().count() >= 3 && IDLE.binary_search(&word).is_err() {
            found.push(word.to_owned());
        }
    }
    found.into_iter()
}

/// Han, kana, hangul.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// A word without its ending, lightly: plurals, -ing, -ed, -ion, a doubled last letter, a last e. At least four letters stay.
fn stem(word: &str) -> String {
    const ENDINGS: [&str; 10] = ["ations", "ation", "ions", "ings", "ion", "ing", "ies", "ed", "es", "s"];
    if !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    let ending = ENDINGS.iter().find(|ending| {
        word.strip_suffix(**ending).is_some_and(|rest| rest.len() >= 4 || (**ending == "s" && rest.len() == 3))
            && !(**ending == "s" && (word.ends_with("ss") || word.ends_with("us") || word.ends_with("is")))
    });
    let mut stem = word.strip_suffix(ending.copied().unwrap_or_default()).unwrap_or(word);
    if ending.is_some_and(|ending| ending.starts_with(['e', 'i']) && *ending != "ies")
        && let [.., one, other] = stem.as_bytes()
        && one == other
        && !b"ls".contains(one)
    {
        stem = &stem[..stem.len() - 1];
    }
    let bare = if stem.len() > 4 { stem.strip_suffix(['e', 'y']).unwrap_or(stem) } else { stem };
    bare.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_word_have_one_stem() {
        for forms in [
            &["leak", "leaks", "leaking", "leaked"][..],
            &["exhaust", "exhausted", "exhaustion", "exhausts"],
            &["connection", "connections", "connecting", "connect"],
            &["cache", "caches", "cached", "caching"],
            &["drop", "drops", "dropped", "dropping"],
            &["query", "queries"],
            &["certificate", "certificates"],
            &["pool", "pools", "pooling"],
            &["disk", "disks"],
            &["cart", "carts"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
        for (one, other) in [("cart", "card"), ("status", "state"), ("edge", "edit"), ("process", "processor")] {
            assert_ne!(stem(one), stem(other));
        }
    }

    #[test]
    fn words_are_folded_and_idle_ones_left_out() {
        let of = |text: &str| words(text).collect::<Vec<_>>();
        assert_eq!(of("The Pool on lb-eu-1 is EXHAUSTED again: 500 errors"), ["pool", "exhausted", "500"]);
        assert_eq!(of("磁盘空间"), ["磁盘", "盘空", "空间"]);
        assert!(of("a an it 42 !").is_empty());
        assert!(IDLE.is_sorted(), "they are looked up by halves");
    }

    #[test]
    fn what_every_record_says_is_no_likeness_and_what_one_says_is_most() {
        let gist = |title: &str| {
            let mut gist = Gist::default();
            gist.add_loud(title);
            gist
        };
        let index = Index::new((0..8).map(|n| (n, gist(&format!("gateway {}", ["pool", "disk"][usize::from(n > 0)])))));
        let like = |title: &str| index.like(&gist(title), 0.0, |_| false);
        assert_eq!(like("gateway"), []);
        let found = like("gateway pool");
        assert_eq!((found.len(), found[0].0, found[0].1.words.clone()), (1, 0, vec!["pool".to_owned()]));
        assert!((found[0].1.score - 1.0).abs() < 1e-9);
        assert!(like("disk").iter().all(|(_, likeness)| likeness.score < 0.1));
    }

    #[test]
    fn the_name_of_a_shared_service_is_not_counted_twice() {
        let mut one = Gist::default();
        one.add_service(&ServiceId(Safe::line("api-checkout")), "checkout");
        let only_service = one.clone();
        one.add_loud("Checkout refuses");
        let index = Index::new([(1, one.clone())]);
        assert!((index.like(&only_service, 0.0, |_| false)[0].1.score - SERVICE).abs() < 1e-9);
        let mut other = only_service;
        other.add_loud("checkout");
        assert!((index.like(&other, 0.0, |_| false)[0].1.score - SERVICE).abs() < 1e-9);
    }

    #[test]
    fn a_close_look_at_the_likely_ones_alone_misses_none_that_is_alike_enough() {
        let said = ["pool", "disk", "edge", "queue", "login", "mail", "cache"];
        let gist = |n: usize| {
            let mut gist = Gist::default();
            for (id, label) in [(n % 3, "pool server"), (n % 4, "edge")] {
                gist.add_service(&ServiceId(Safe::line(&format!("node-{id}"))), label);
            }
            gist.add_loud(&format!("{} {}", said[n % 7], said[n % 5]));
            gist.add_quiet(&Safe::new(&format!("<p>{} and {}</p>", said[n % 3], said[(n + 2) % 7])));
            gist
        };
        let index = Index::new((0..60).map(|n| (n, gist(n))));
        for n in 0..60 {
            let of = |least: f64, wanted: usize| index.like(&gist(n), least, |id| *id == wanted);
            let all = of(0.0, 60);
            for least in [0.3, 0.8, 1.4] {
                let (likely, close): (Vec<_>, Vec<_>) =
                    (of(least, 7), all.iter().filter(|(id, it)| it.score >= least || *id == 7).cloned().collect());
                assert_eq!(likely, close, "like {n}, {least} at least");
            }
        }
    }
}

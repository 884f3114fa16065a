//! The words of a text, and the stem that the forms of one have in common.
//!
//! Owns what counts as a word and what is too idle to say anything. It must not know what the words are compared for. Invariant: a stem is
//! the beginning of its word, and never empty.

/// Words that say nothing about what is broken: grammar, and what every report of a fault says; in English and German. Sorted.
#[rustfmt::skip]
const IDLE: &[&str] = &[
    "aber", "about", "after", "again", "all", "alle", "allen", "alles", "als", "also", "although", "always", "and",
    "any", "are", "auch", "auf", "aus", "because", "been", "before", "bei", "beim", "being", "bis", "bitte", "but",
    "can", "cannot", "could", "customer", "customers", "damit", "dann", "das", "dass", "dem", "den", "denn", "der",
    "deren", "des", "did", "die", "dies", "diese", "diesem", "dieser", "dieses", "doch", "does", "dort", "down",
    "drei", "durch", "during", "each", "ein", "eine", "einem", "einen", "einer", "eines", "error", "errors", "erst",
    "even", "every", "everybody", "fail", "failed", "failing", "fails", "failure", "fehler", "few", "first", "for",
    "from", "für", "gegen", "geht", "gestern", "get", "gets", "habe", "haben", "had", "half", "has", "hat", "hatte",
    "have", "her", "here", "heute", "hier", "his", "how", "ich", "ihre", "immer", "incident", "into", "issue",
    "issues", "ist", "its", "itself", "jede", "jeder", "jetzt", "just", "kann", "keeps", "keine", "keinem", "keinen",
    "keiner", "kunde", "kunden", "können", "last", "like", "man", "many", "may", "mehr", "mehrere", "minute",
    "minutes", "mit", "more", "most", "much", "muss", "must", "nach", "never", "new", "nicht", "nichts", "niemand",
    "nobody", "noch", "none", "not", "now", "nun", "nur", "oder", "off", "ohne", "old", "once", "one", "only", "other",
    "our", "out", "over", "please", "problem", "problems", "reported", "same", "schon", "second", "seconds", "see",
    "seems", "sehr", "sein", "seine", "seit", "should", "sich", "sie", "since", "sind", "sollte", "some", "sondern",
    "still", "störung", "such", "than", "that", "the", "their", "them", "then", "there", "they", "this", "those",
    "three", "through", "time", "times", "too", "two", "und", "under", "uns", "unter", "until", "user", "users",
    "very", "viele", "vom", "von", "vor", "wann", "war", "waren", "warum", "was", "wegen", "weil", "wenn", "wer",
    "werden", "were", "what", "when", "where", "which", "while", "who", "why", "wie", "wieder", "will", "wir", "wird",
    "with", "work", "works", "would", "wurde", "wurden", "yet", "you", "your", "zum", "zur", "zwei", "über",
];

/// Takes the words of a text in small letters: three characters at least, numbers from three digits on, none that are idle. Scripts that
/// write without spaces give every pair of characters.
pub(super) fn each_word(text: &str, mut take: impl FnMut(&str)) {
    let small = text.to_lowercase();
    for word in small.split(|c: char| !c.is_alphanumeric()) {
        if !word.is_ascii() && word.chars().any(is_unspaced) {
            let mut chars = word.char_indices().filter(|(_, c)| is_unspaced(*c));
            let mut before = chars.next();
            for (at, c) in chars {
                if let Some((from, other)) = before {
                    // What stands between two of them is no part of a word of theirs.
                    let end = at + c.len_utf8();
                    if from + other.len_utf8() == at {
                        take(&word[from..end]);
                    } else {
                        take(&String::from_iter([other, c]));
                    }
                }
                before = Some((at, c));
            }
        } else if is_long_enough(word) && IDLE.binary_search(&word).is_err() {
            take(word);
        }
    }
}

/// The same as a list.
pub(in crate::domain) fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    each_word(text, |word| found.push(word.to_owned()));
    found
}

fn is_long_enough(word: &str) -> bool {
    word.len() >= 3 && (word.is_ascii() || word.chars().count() >= 3)
}

/// Han, kana, hangul.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// A word without its ending, lightly: plurals, -ing, -ed, -ion, a doubled last letter, a last e. At least four letters stay.
pub(in crate::domain) fn stem(word: &str) -> &str {
    const ENDINGS: [&str; 10] = ["ations", "ation", "ions", "ings", "ion", "ing", "ies", "ed", "es", "s"];
    if !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word;
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
    if stem.len() > 4 { stem.strip_suffix(['e', 'y']).unwrap_or(stem) } else { stem }
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
        let of = |text: &str| words(text);
        assert_eq!(of("The Pool on lb-eu-1 is EXHAUSTED again: 500 errors"), ["pool", "exhausted", "500"]);
        assert_eq!(of("磁盘空间"), ["磁盘", "盘空", "空间"]);
        assert!(of("a an it 42 !").is_empty());
        assert!(IDLE.is_sorted(), "they are looked up by halves");
    }
}

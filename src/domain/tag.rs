//! Tags as they are typed: a line with commas between them, by the rules of the web app.
//!
//! A tag has 1 to 50 characters, no comma, and is a word or one `key:value`. What is there already may break the rules and stays.

use super::safe::Safe;

/// The longest tag, in characters.
pub const LONGEST: usize = 50;

/// Tags as one line. One with a comma in it cannot stand there and is left out.
#[must_use]
pub fn line(tags: &[Safe]) -> String {
    let tags: Vec<&str> = tags.iter().filter(|tag| fits(tag)).map(Safe::as_str).collect();
    tags.join(", ")
}

/// Whether a tag can be typed at all.
#[must_use]
pub fn fits(tag: &Safe) -> bool {
    !tag.contains(',') && tag.trim() == tag.as_str() && !tag.is_empty()
}

/// Reads a line of tags, none twice. Those that are `known` may be as they are.
///
/// # Errors
/// What is wrong with the first bad one, as a sentence.
pub fn parse(line: &str, known: &[Safe]) -> Result<Vec<Safe>, String> {
    let mut tags: Vec<Safe> = Vec::new();
    for tag in line.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        let tag = Safe::line(tag);
        if tags.contains(&tag) {
            continue;
        }
        if !known.contains(&tag) {
            check(&tag)?;
        }
        tags.push(tag);
    }
    Ok(tags)
}

fn check(tag: &str) -> Result<(), String> {
    let long = tag.chars().count();
    if long > LONGEST {
        let start: String = tag.chars().take(12).collect();
        return Err(format!("“{start}…” has {long} characters; a tag has {LONGEST} at most."));
    }
    match tag.split_once(':') {
        Some((_, value)) if value.contains(':') => {
            Err(format!("“{tag}” has more than one colon; a tag is a word or one key:value."))
        }
        Some((key, value)) if key.trim().is_empty() || value.trim().is_empty() => {
            Err(format!("“{tag}” misses a half; a tag is a word or key:value."))
        }
        _ => Ok(()),
    }
}

/// The tag being typed at the end of a line, and the known ones it could become: those that begin with it, in their order.
#[must_use]
pub fn complete<'a>(line: &str, known: &'a [Safe]) -> (usize, Vec<&'a Safe>) {
    let from = line.rfind(',').map_or(0, |comma| comma + 1);
    let typed = line[from..].trim_start();
    let at = line.len() - typed.len();
    if typed.is_empty() {
        return (at, Vec::new());
    }
    let wanted = typed.to_lowercase();
    let before: Vec<&str> = line[..at].split(',').map(str::trim).collect();
    let is_offered = |tag: &&Safe| {
        tag.to_lowercase().starts_with(&wanted) && tag.as_str() != typed && fits(tag) && !before.contains(&tag.as_str())
    };
    (at, known.iter().filter(is_offered).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_words_or_one_key_with_one_value() {
        let read = |line: &str| parse(line, &[]).map(|tags| tags.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(read(" db ,region:eu,, db,"), Ok(vec!["db".to_owned(), "region:eu".to_owned()]));
        for (line, why) in
            [("a:b:c", "more than one colon"), ("region:", "misses a half"), (&"x".repeat(51), "51 characters")]
        {
            let error = read(line).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn what_is_there_may_break_the_rules_and_stays() {
        let odd = [Safe::line("a:b:c"), Safe::line("odd,tag")];
        assert_eq!(line(&odd), "a:b:c");
        assert_eq!(parse("a:b:c, new", &odd).map(|tags| tags.len()), Ok(2));
    }

    #[test]
    fn a_tag_is_completed_where_it_is_typed() {
        let known = [Safe::line("region:eu"), Safe::line("region:us"), Safe::line("db")];
        let offers = |line| complete(line, &known).1.into_iter().map(Safe::as_str).collect::<Vec<_>>();
        assert_eq!(offers("db, REG"), ["region:eu", "region:us"]);
        assert_eq!(offers("region:eu, reg"), ["region:us"]);
        assert!(offers("db, ").is_empty());
        assert_eq!(complete("db,  re", &known).0, 5);
    }
}

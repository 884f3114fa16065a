//! A reader of one query parameter, character by character.
//!
//! It owns the position and the pieces every grammar here shares: field names, quoted values, separators. It knows nothing of
//! what the pieces mean. Invariant: a piece that does not fit leaves the position where it was.

/// So many parentheses may stand in one another: far more than anyone needs, and far fewer than would fill a stack.
const DEEPEST: u8 = 100;

/// Where a text stopped making sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// One-based, in characters.
    pub(super) column: usize,
    /// In words, with both sides.
    pub(super) why: String,
}

/// The rest of a text, and how far we are.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Steps over `word` if it comes next.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        let fits = self.rest().starts_with(word);
        if fits {
            self.at += word.len();
        }
        fits
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.peek().is_some_and(|next| next == ' ' || next == '\t') {
            self.next();
        }
    }

    /// Steps over a separator that may have spaces around it.
    pub(super) fn eat_spaced(&mut self, mark: &str) -> bool {
        let before = self.at;
        self.skip_spaces();
        if self.eat(mark) {
            self.skip_spaces();
            return true;
        }
        self.at = before;
        false
    }

    /// The longest run of characters that `fits` accepts; may be empty.
    pub(super) fn run(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|next| !fits(next)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// A value in double quotes; a backslash takes the next character as it is.
    pub(super) fn quoted(&mut self) -> Option<String> {
        let before = self.at;
        if self.eat("\"") {
            let mut value = String::new();
            while let Some(next) = self.next() {
                match next {
                    '"' => return Some(value),
                    '\\' => value.extend(self.next()),
                    other => value.push(other),
                }
            }
        }
        self.at = before;
        None
    }

    /// A field name: quoted, or words of letters, digits, `_`, `$` and inner spaces, joined by dashes.
    pub(super) fn field_name(&mut self) -> Option<String> {
        self.dashed(|next| next.is_alphanumeric() || matches!(next, '_' | '$' | ' '))
    }

    /// A key in a JSON path: as a field name, but of anything that has no meaning there.
    pub(super) fn json_key(&mut self) -> Option<String> {
        self.dashed(|next| !matches!(next, '(' | '-' | ':' | '.' | ',' | '>' | ')'))
    }

    fn dashed(&mut self, fits: impl Fn(char) -> bool + Copy) -> Option<String> {
        if let Some(value) = self.quoted() {
            return Some(value);
        }
        let mut words = vec![self.run(fits).trim()];
        while self.rest().starts_with('-') && !self.rest().starts_with("->") {
            let before = self.at;
            self.next();
            let word = self.run(fits);
            if word.is_empty() {
                self.at = before;
                break;
            }
            words.push(word.trim());
        }
        (!words[0].is_empty()).then(|| words.join("-"))
    }

    /// Enters a parenthesis, unless that is one too many.
    pub(super) fn descend(&mut self) -> Result<(), Unreadable> {
        if self.depth == DEEPEST {
            return Err(self.unreadable("fewer parentheses in one another"));
        }
        self.depth += 1;
        Ok(())
    }

    /// Leaves a parenthesis.
    pub(super) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The error at this place.
    pub(super) fn unreadable(&self, expecting: &str) -> Unreadable {
        let unexpected = self.peek().map_or("end of input".to_owned(), |next| format!("{next:?}").replace('\'', "\""));
        let column = self.text.get(..self.at).unwrap_or_default().chars().count() + 1;
        Unreadable { column, why: format!("unexpected {unexpected} expecting {expecting}") }
    }
}

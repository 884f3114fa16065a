//! Owns [`Safe`], the one type for text that came from outside: the server, the network, files, the clipboard.
//!
//! Invariant: nothing in a `Safe` moves the cursor, changes how the terminal works, reorders what is read, hides, or has
//! a width that terminals disagree about. There is no way around [`Safe::new`]; deserializing goes through it too, so a
//! cache cannot smuggle. What the rules are and why is said at `verdict`. It must not know what the text means.

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use unicode_width::UnicodeWidthChar;

/// Zero-width marks that may share one cell. Vietnamese needs two, pointed Hebrew three; dozens crash multiplexers
/// (CVE-2021-26937) and paint over the rows above.
const MARKS_PER_CELL: u8 = 4;

/// The longest address that is opened or handed to the terminal, in bytes: what OSC 8 promises to carry.
const LONGEST_URL: usize = 2048;

/// Stands for what had to go and would have deceived: `a?b` reads as odd, `ab` would not.
const REPLACEMENT: char = '\u{FFFD}';

/// Text that cannot touch the terminal. Lines are separated by `\n`; cloning is cheap.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Safe(Arc<str>);

impl Safe {
    /// Makes text of any number of lines safe. Plain ASCII costs one scan and one copy.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self::clean(text, '\n')
    }

    /// Makes a text of one line safe: every line break becomes a space.
    #[must_use]
    pub fn line(text: &str) -> Self {
        Self::clean(text, ' ')
    }

    fn clean(text: &str, line_break: char) -> Self {
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~') || (byte == b'\n' && line_break == '\n')) {
            return Self(text.into());
        }
        let mut out = Cleaner::new(line_break);
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if is_joiner(c) && chars.peek().is_some_and(|after| out.joins(*after)) {
                out.mark(c);
            } else if c != '\r' || chars.peek() != Some(&'\n') {
                out.take(c);
            }
        }
        Self(out.text.into())
    }

    /// Whether a joiner that is typed behind this character can come to spell something; what comes of it is decided when the next one is.
    #[must_use]
    pub fn spells(before: Option<char>, c: char) -> bool {
        is_joiner(c) && before.is_some_and(is_shaped)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first line that has something on it, without the spaces around.
    #[must_use]
    pub fn first_line(&self) -> &str {
        self.0.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// The text as an address that may be opened, shown as a link and put into OSC 8: `http`, `https` or `mailto`, at
    /// most 2048 bytes, of visible ASCII only, as OSC 8 and RFC 3986 demand (so no look-alike letters in it either).
    #[must_use]
    pub fn as_url(&self) -> Option<&str> {
        let text = self.as_str();
        let has = |scheme: &str| {
            let rest = text.get(scheme.len()..)?;
            text.get(..scheme.len())?.eq_ignore_ascii_case(scheme).then_some(rest)
        };
        let rest = has("https://").or_else(|| has("http://")).or_else(|| has("mailto:"))?;
        let visible = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b'\\' | b'`');
        let has_target = rest.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'[');
        (text.len() <= LONGEST_URL && has_target && text.bytes().all(visible)).then_some(text)
    }
}

/// What becomes of one character.
enum Verdict {
    Keep,
    /// Carries no meaning on a grid of cells; readers miss nothing.
    Drop,
    /// A reader must see that something was there.
    Show(char),
    LineBreak,
    Tab,
}

/// Strip or replace? What serious text contains for layout's sake alone (joiners, soft hyphens, direction *marks*,
/// variation selectors, skin tones) is dropped: shown it would litter honest Persian or a smiley, and dropped it leaves
/// exactly what the eye sees. What can act on a terminal or reorder or carry unseen text (C0, C1, direction *overrides*
/// and isolates, tags, fillers) is replaced by a visible sign, so that an attack is seen and words are not silently joined.
/// Without joiners, selectors and skin tones a family emoji falls into its members, each two columns in every terminal.
///
/// Between two letters of a script whose letters change their shape, joiner and non-joiner spell (Persian writes a different word without
/// them) and take no column anywhere: there they stay, see [`Cleaner::joins`].
const fn verdict(c: char) -> Verdict {
    match c {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Verdict::LineBreak,
        '\t' => Verdict::Tab,
        // The pictures of control characters stand at a fixed distance: ESC is shown as ␛.
        '\0'..='\u{1F}' => match char::from_u32(0x2400 + c as u32) {
            Some(picture) => Verdict::Show(picture),
            None => Verdict::Show(REPLACEMENT),
        },
        ' '..='~' => Verdict::Keep,
        '\u{7F}' => Verdict::Show('\u{2421}'),
        '\u{AD}' // soft hyphen
        | '\u{34F}' // grapheme joiner
        | '\u{61C}' | '\u{200E}' | '\u{200F}' // direction marks
        | '\u{17B4}' | '\u{17B5}' // Khmer vowels without a form
        | '\u{180B}'..='\u{180F}' // Mongolian selectors and separator
        | '\u{200B}'..='\u{200D}' // zero-width space, non-joiner, joiner
        | '\u{2060}'..='\u{2064}' // word joiner, invisible operators
        | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' // variation selectors
        | '\u{FEFF}' // byte order mark
        | '\u{1F3FB}'..='\u{1F3FF}' // skin tones
        => Verdict::Drop,
        '\u{80}'..='\u{9F}' // C1
        | '\u{202A}'..='\u{202E}' | '\u{2065}'..='\u{206F}' // embeddings, overrides, isolates, deprecated controls
        | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' // fillers: blank, yet not a space
        | '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}' | '\u{8E2}' | '\u{110BD}' | '\u{110CD}' // signs that enclose numbers
        | '\u{FFF0}'..='\u{FFFB}' | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' // annotation and layout
        | '\u{FDD0}'..='\u{FDEF}' // not characters
        | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}' // tags: a whole text nobody sees
        => Verdict::Show(REPLACEMENT),
        _ if c as u32 & 0xFFFE == 0xFFFE => Verdict::Show(REPLACEMENT),
        _ => Verdict::Keep,
    }
}

/// Zero-width joiner and non-joiner.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether a joiner beside this character changes its shape: letters and their marks of Arabic, Syriac, N'Ko and Mongolian writing, and
/// the Indic scripts from Devanagari to Sinhala.
const fn is_shaped(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{65F}' | '\u{66E}'..='\u{6D3}' | '\u{6D5}' | '\u{6EE}'..='\u{6EF}' | '\u{6FA}'..='\u{6FF}' | '\u{750}'..='\u{77F}'
        | '\u{8A0}'..='\u{8C9}' | '\u{710}'..='\u{74A}' | '\u{74D}'..='\u{74F}' | '\u{7CA}'..='\u{7F5}' | '\u{1820}'..='\u{1878}'
        | '\u{900}'..='\u{963}' | '\u{971}'..='\u{DF3}')
}

/// Builds safe text character by character.
struct Cleaner {
    text: String,
    line_break: char,
    /// Marks in the present cell; nothing while no cell has begun, for a mark there would sit on a neighbour's cell.
    marks: Option<u8>,
    /// Whether what came last was replaced: a run of it shows one sign, not hundreds.
    replaced: bool,
}

impl Cleaner {
    fn new(line_break: char) -> Self {
        Self { text: String::new(), line_break, marks: None, replaced: false }
    }

    /// Whether a joiner may stand between what came last and this: a shaped letter, possibly with marks, on either side. So there is one
    /// at most between two letters, none at the edge of a word, and none where only an attacker would want one.
    fn joins(&self, after: char) -> bool {
        let is_letter = after.width() == Some(1) && !after.is_numeric();
        is_letter && is_shaped(after) && self.text.chars().next_back().is_some_and(is_shaped)
    }

    /// A mark sits on the present cell, while that has room.
    fn mark(&mut self, c: char) {
        self.replaced = false;
        if let Some(marks) = self.marks.as_mut().filter(|marks| **marks < MARKS_PER_CELL) {
            *marks += 1;
            self.text.push(c);
        }
    }

    fn take(&mut self, c: char) {
        let was_replaced = std::mem::take(&mut self.replaced);
        match verdict(c) {
            Verdict::Drop => self.replaced = was_replaced,
            Verdict::LineBreak => {
                self.text.push(self.line_break);
                self.marks = None;
            }
            Verdict::Tab => {
                self.text.push_str("    ");
                self.marks = Some(0);
            }
            Verdict::Show(sign) => {
                self.replaced = sign == REPLACEMENT;
                if !(self.replaced && was_replaced) {
                    self.text.push(sign);
                    self.marks = Some(0);
                }
            }
            Verdict::Keep if c.width() == Some(0) => self.mark(c),
            Verdict::Keep => {
                self.text.push(c);
                self.marks = Some(0);
            }
        }
    }
}

impl Default for Safe {
    fn default() -> Self {
        Self("".into())
    }
}

impl Deref for Safe {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Safe {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Safe {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl From<&str> for Safe {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Safe {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl PartialEq<str> for Safe {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for Safe {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl Serialize for Safe {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Safe {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Safe;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_str<E>(self, text: &str) -> Result<Safe, E> {
                Ok(Safe::new(text))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::{MARKS_PER_CELL, Safe};
    use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
    use unicode_segmentation::UnicodeSegmentation;
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

    #[test]
    fn what_acts_on_a_terminal_is_shown_instead() {
        let table = [
            ("Red \u{1b}[31malert\u{1b}[0m", "Red ␛[31malert␛[0m"),
            ("\u{1b}]0;owned\u{7} done", "␛]0;owned␇ done"),
            ("\u{9b}31m\u{9d}\u{90}", "\u{fffd}31m\u{fffd}"),
            ("50%\rtotal", "50%\ntotal"),
            ("a\r\nb\rc\n", "a\nb\nc\n"),
            ("back\u{8}\u{7f}", "back␈␡"),
            ("null\0", "null␀"),
            ("a\tb", "a    b"),
            ("next\u{85}line\u{2028}and\u{2029}more", "next\nline\nand\nmore"),
        ];
        for (hostile, safe) in table {
            assert_eq!(Safe::new(hostile), safe, "{hostile:?}");
        }
    }

    #[test]
    fn what_reorders_or_hides_text_is_shown_instead() {
        assert_eq!(Safe::new("Invoice \u{202e}gnp.exe"), "Invoice \u{fffd}gnp.exe");
        assert_eq!(Safe::new("\u{2066}a\u{2069}"), "\u{fffd}a\u{fffd}");
        assert_eq!(Safe::new("ok\u{e0041}\u{e0042}\u{e0043}"), "ok\u{fffd}", "a run shows one sign");
        assert_eq!(Safe::new("x\u{3164}y"), "x\u{fffd}y");
        assert_eq!(Safe::new("\u{fffe}"), "\u{fffd}");
    }

    #[test]
    fn what_only_serves_layout_is_dropped() {
        assert_eq!(Safe::new("\u{feff}ad\u{200b}m\u{ad}in\u{200e}"), "admin");
        assert_eq!(Safe::new("👨\u{200d}👩\u{200d}👧"), "👨👩👧");
        assert_eq!(Safe::new("❤\u{fe0f} 👍\u{1f3fd}"), "❤ 👍");
    }

    #[test]
    fn joiners_stay_where_they_spell() {
        for text in [
            "می\u{200c}خواهم",                                                   // Persian: I want
            "\u{915}\u{94d}\u{200d}\u{937}",                                     // a half form of Devanagari
            "\u{dc1}\u{dca}\u{200d}\u{dbb}\u{dd3} \u{dbd}\u{d82}\u{d9a}\u{dcf}", // Sri Lanka in Sinhala
        ] {
            assert_eq!(Safe::new(text), text);
            let without: String = text.chars().filter(|c| !super::is_joiner(*c)).collect();
            assert_eq!(text.width(), without.width(), "they take no column");
            assert_eq!(columns(text), columns(&without), "nor cell by cell");
        }
    }

    #[test]
    fn joiners_go_where_they_only_hide() {
        for (text, safe) in [
            ("ad\u{200d}min", "admin"),
            ("pay\u{200c}pal", "paypal"),
            ("\u{200c}می", "می"),
            ("می\u{200c} خ", "می خ"),
            ("می\u{200c}\u{200c}\u{200d}خ", "می\u{200d}خ"),
            ("می\u{200c}x", "میx"),
            ("👨\u{200d}👩", "👨👩"),
            ("١\u{200d}٢", "١٢"),
        ] {
            assert_eq!(Safe::new(text), safe, "{text:?}");
        }
        let many = format!("\u{915}{}\u{200d}\u{937}", "\u{94d}".repeat(50));
        assert!(Safe::new(&many).chars().count() <= 2 + usize::from(MARKS_PER_CELL), "a joiner counts as a mark");
    }

    /// The columns of a text as a screen of cells counts them.
    fn columns(text: &str) -> usize {
        text.graphemes(true).map(UnicodeWidthStr::width).sum()
    }

    #[test]
    fn clean_text_stays_as_it_is() {
        for text in [
            "",
            "plain",
            "two\nlines",
            "数据库连接超时 (東京)",
            "مرحبا بالعالم",
            "שָׁלוֹם",
            "Crème brûlée",
            "e\u{301}",
            "Việt Nam",
            "🚀 📋 ✅",
            "\u{fffd}\u{fffd}",
        ] {
            assert_eq!(Safe::new(text), text);
        }
    }

    #[test]
    fn marks_do_not_pile_up_and_need_a_cell_to_sit_on() {
        let pile = format!("z{}", "\u{301}".repeat(500));
        assert_eq!(Safe::new(&pile), format!("z{}", "\u{301}".repeat(usize::from(MARKS_PER_CELL))).as_str());
        assert_eq!(Safe::new("\u{301}a\n\u{301}b"), "a\nb");
    }

    #[test]
    fn a_line_has_no_line_break() {
        assert_eq!(Safe::line("a\nb\r\nc\u{2028}d"), "a b c d");
    }

    #[test]
    fn the_first_line_is_the_first_with_text() {
        assert_eq!(Safe::new("\n  \n  hello \nyou").first_line(), "hello");
        assert_eq!(Safe::default().first_line(), "");
    }

    #[test]
    fn only_plain_addresses_are_addresses() {
        let long = format!("https://a.example/{}", "x".repeat(2048));
        for good in ["https://a.example/x?y=1#z", "HTTP://10.0.0.1:80", "mailto:dana@acme.example", "http://[::1]/"] {
            assert_eq!(Safe::new(good).as_url(), Some(good));
        }
        for bad in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://",
            "https:// x",
            "https://a\nb",
            "https://аcme.example",
            "//x",
            "ssh://x",
            "https:///x",
            "data:text/html,x",
            long.as_str(),
        ] {
            assert_eq!(Safe::new(bad).as_url(), None, "{bad}");
        }
    }

    #[test]
    fn a_stored_text_is_made_safe_again_when_it_is_read() {
        let smuggled: Safe = serde_json::from_str(r#""\u001b[2J""#).unwrap();
        assert_eq!(smuggled, "␛[2J");
        assert_eq!(serde_json::to_string(&smuggled).unwrap(), "\"␛[2J\"");
    }

    /// Characters of every kind, the awkward ones often.
    fn text() -> impl Strategy<Value = String> {
        let awkward = [
            0x0..0x20,
            0x7f..0xa0,
            0x300..0x310,
            0x2000..0x2070,
            0xfe00..0xfe10,
            0x1_f3f0..0x1_f400,
            0x1_f466..0x1_f46a,
            0xe_0000..0xe_0200,
            0x1100..0x1200,
            0x620..0x660,
            0x900..0x970,
            0x200c..0x200e,
            0x200c..0x200e,
        ];
        let awkward =
            proptest::sample::select(awkward.into_iter().flatten().filter_map(char::from_u32).collect::<Vec<_>>());
        let any = prop_oneof![awkward, any::<char>(), proptest::char::range('a', 'e')];
        proptest::collection::vec(any, 0..60).prop_map(String::from_iter)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn nothing_forbidden_survives(text in text()) {
            let safe = Safe::new(&text);
            for c in safe.chars() {
                let code = c as u32;
                prop_assert!(c == '\n' || !c.is_control(), "{c:?}");
                let forbidden = [0xad..=0xad, 0x61c..=0x61c, 0x180e..=0x180e, 0x200b..=0x200b, 0x200e..=0x200f, 0x2028..=0x202e, 0x2060..=0x206f,
                    0xfe00..=0xfe0f, 0xfeff..=0xfeff, 0xfff9..=0xfffb, 0xe0000..=0xe0fff];
                prop_assert!(!forbidden.iter().any(|range| range.contains(&code)), "{c:?}");
            }
            prop_assert!(!Safe::line(&text).contains('\n'));
            let all: Vec<char> = safe.chars().collect();
            for at in (0..all.len()).filter(|at| super::is_joiner(all[*at])) {
                let is_shaped = |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(|c| super::is_shaped(*c));
                prop_assert!(is_shaped(at.checked_sub(1)) && is_shaped(Some(at + 1)), "{all:?}");
            }
        }

        #[test]
        fn joiners_never_change_how_wide_a_text_is(text in "[می\u{644}\u{627}\u{64b}\u{915}\u{94d}\u{937}\u{930}\u{dca}\u{dbb}\u{1820}\u{200c}\u{200d}ab1👨]{0,16}") {
            let safe = Safe::new(&text);
            let without: String = safe.chars().filter(|c| !super::is_joiner(*c)).collect();
            prop_assert_eq!(columns(&safe), safe.chars().filter_map(UnicodeWidthChar::width).sum::<usize>());
            prop_assert_eq!(columns(&safe), columns(&without));
        }

        #[test]
        fn what_is_safe_stays_as_it_is(text in text()) {
            let safe = Safe::new(&text);
            prop_assert_eq!(Safe::new(&safe), safe.clone());
            let line = Safe::line(&text);
            prop_assert_eq!(Safe::line(&line), line.clone());
            prop_assert_eq!(Safe::new(&line), line);
        }

        #[test]
        fn no_cell_holds_more_than_a_few_marks(text in text()) {
            let safe = Safe::new(&text);
            let mut marks = 0;
            for c in safe.chars().filter(|c| *c != '\n') {
                marks = if c.width() == Some(0) { marks + 1 } else { 0 };
                prop_assert!(marks <= MARKS_PER_CELL);
            }
        }

        #[test]
        fn emoji_are_as_wide_together_as_one_by_one(text in "[👨👩👧👍❤🏳🌈\u{200d}\u{fe0f}\u{1f3fd}]{0,12}") {
            let safe = Safe::new(&text);
            let one_by_one: usize = safe.graphemes(true).map(UnicodeWidthStr::width).sum();
            let by_character: usize = safe.chars().filter_map(UnicodeWidthChar::width).sum();
            prop_assert_eq!(one_by_one, by_character);
        }
    }
}

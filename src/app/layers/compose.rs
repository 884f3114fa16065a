//! A text being written: a comment, its correction, the reason for closing, what is known of a problem. Only text keys work here; every change is a draft at once,
//! and can be taken back.

mod history;

use crate::app::draft::Place;
use crate::app::suggestion::{self, Asked, Suggestion};
use crate::domain::change::step::Kind;
use crate::domain::safe::Safe;
use crate::domain::value::IncidentId;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use history::{Change, History, State};
use jiff::Timestamp;
use tui_textarea::{CursorMove, TextArea, WrapMode};

/// The longest text that a paste may lead to, in bytes. What is longer belongs into a file: drawing it at every key would be felt.
pub const LONGEST: usize = 200_000;

/// The composer.
#[derive(Clone, Debug)]
pub struct Compose {
    /// Where the text goes.
    pub place: Place,
    /// Of a comment being edited: the `updated_at` it had.
    pub seen: Option<Timestamp>,
    /// Of a problem's text: what the problem said when it was begun, as it is stored.
    pub began: Option<Safe>,
    /// The incidents a reason for closing is meant for.
    pub targets: Vec<IncidentId>,
    area: TextArea<'static>,
    history: History,
    /// What is offered, and the word it was found for.
    offers: (Option<Asked>, Vec<Suggestion>),
    suggested: usize,
    /// Whether the space before the cursor came with a suggestion: the one that is typed then is the same.
    is_spaced: bool,
    /// Lines of the preview scrolled past, while it is shown.
    preview: Option<u16>,
}

impl Compose {
    /// A composer with this text, the cursor behind it.
    #[must_use]
    pub fn new(place: Place, text: &str) -> Self {
        let lines = lines(text.trim_end());
        let cursor = behind(&lines);
        let area = area_of(State { lines, cursor });
        let (history, offers) = (History::default(), (None, vec![]));
        Self {
            place,
            seen: None,
            began: None,
            targets: vec![],
            area,
            history,
            offers,
            suggested: 0,
            is_spaced: false,
            preview: None,
        }
    }

    /// The same, for these incidents.
    #[must_use]
    pub fn meant_for(self, targets: Vec<IncidentId>) -> Self {
        Self { targets, ..self }
    }

    /// Replaces everything, as the external editor does.
    pub fn set(&mut self, text: &str) {
        let lines = lines(text.trim_end());
        let cursor = behind(&lines);
        self.change(Change::Whole, |area| {
            *area = area_of(State { lines, cursor });
            true
        });
    }

    /// Whether Enter sends, because a reason is one line.
    #[must_use]
    pub fn is_one_line(&self) -> bool {
        matches!(self.place, Place::CloseReason(_) | Place::Step(_, Kind::Cancel | Kind::Withdraw))
    }

    /// The text, as typed.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The text area, to be drawn.
    #[must_use]
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// Takes a key; says whether the text changed. A key that types leaves the preview and is typed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        if self.preview.is_some() && !self.leaves_preview(key) {
            return false;
        }
        if std::mem::take(&mut self.is_spaced) && key.code == KeyCode::Char(' ') && key.modifiers.is_empty() {
            return false;
        }
        let control = key.modifiers == KeyModifiers::CONTROL;
        let change = match key.code {
            KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                return self.type_character(c, key);
            }
            // As every shell has it; the text area would undo.
            KeyCode::Char('u') if control => return self.change(Change::Whole, TextArea::delete_line_by_head),
            KeyCode::Backspace | KeyCode::Delete => Change::Deletion,
            _ => Change::Whole,
        };
        self.change(change, |area| area.input(key))
    }

    /// What a terminal must not be told is not typed either: the text is drawn as it stands.
    fn type_character(&mut self, c: char, key: KeyEvent) -> bool {
        let change = if c.is_whitespace() { Change::Space } else { Change::Letter };
        if Safe::spells(self.before(), c) {
            return self.change(change, |area| area.input(key));
        }
        let typed = Safe::line(&format!("x{c}"));
        match typed.strip_prefix('x') {
            Some("") | None => false,
            Some(same) if same.chars().eq([c]) => self.change(change, |area| area.input(key)),
            Some(shown) => self.change(change, |area| area.insert_str(shown)),
        }
    }

    /// Takes pasted text, as text, or says why not: then nothing of it is taken.
    ///
    /// # Errors
    /// The sentence to say.
    pub fn paste(&mut self, text: &str) -> Result<(), String> {
        let long = self.area.lines().iter().map(|line| line.len() + 1).sum::<usize>() + text.len();
        if long > LONGEST {
            return Err(format!(
                "Not pasted: with it the text would have {} kB, and {} kB is the most. Put the rest into a file and link it.",
                long.div_ceil(1000),
                LONGEST / 1000
            ));
        }
        self.preview = None;
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if self.is_one_line() { text.trim_end().replace('\n', " ") } else { text };
        self.change(Change::Whole, |area| area.insert_str(text));
        Ok(())
    }

    /// One step back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let state = self.history.undo(self.state());
        self.put(state)
    }

    /// One step forth again; says whether there was one.
    pub fn redo(&mut self) -> bool {
        let state = self.history.redo(self.state());
        self.put(state)
    }

    /// Shows the text as it will be read, or goes back to writing.
    pub fn toggle_preview(&mut self) {
        self.preview = if self.preview.is_some() { None } else { Some(0) };
    }

    /// Lines of the preview scrolled past; nothing while the text is written.
    #[must_use]
    pub fn preview(&self) -> Option<u16> {
        self.preview
    }

    /// The word before the cursor that asks for suggestions, if one does.
    #[must_use]
    pub fn asked(&self) -> Option<Asked> {
        let cursor = self.area.cursor();
        let before: String = self.area.lines().get(cursor.0)?.chars().take(cursor.1).collect();
        if self.preview.is_some() { None } else { suggestion::asked(&before) }
    }

    /// Who or what could be meant by the word before the cursor.
    #[must_use]
    pub fn offers(&self) -> &[Suggestion] {
        &self.offers.1
    }

    /// The word before the cursor, if it is another than the offers were found for; the outer says so.
    #[must_use]
    pub fn asks_anew(&self) -> Option<Option<Asked>> {
        let asked = self.asked();
        (asked != self.offers.0).then_some(asked)
    }

    /// Takes what was found for a word.
    pub fn offer(&mut self, asked: Option<Asked>, offers: Vec<Suggestion>) {
        self.offers = (asked, offers);
    }

    /// Which suggestion is selected.
    #[must_use]
    pub fn suggested(&self) -> usize {
        self.suggested
    }

    /// Selects another suggestion among so many.
    pub fn suggest_next(&mut self, many: usize) {
        self.suggested = (self.suggested + 1) % many.max(1);
    }

    /// Puts a suggestion in place of the sign and of what was typed behind it.
    pub fn complete(&mut self, suggestion: &Suggestion) {
        let Some(asked) = self.asked() else { return };
        self.change(Change::Whole, |area| {
            for _ in 0..=asked.text.chars().count() {
                area.delete_char();
            }
            area.insert_str(&suggestion.puts)
        });
        self.is_spaced = suggestion.puts.ends_with(' ');
    }

    /// The character before the cursor.
    fn before(&self) -> Option<char> {
        let cursor = self.area.cursor();
        self.area.lines().get(cursor.0)?.chars().nth(cursor.1.checked_sub(1)?)
    }

    fn state(&self) -> State {
        let cursor = self.area.cursor();
        State { lines: self.area.lines().to_vec(), cursor: (cursor.0, cursor.1) }
    }

    fn put(&mut self, state: Option<State>) -> bool {
        let Some(state) = state else { return false };
        self.area = area_of(state);
        (self.suggested, self.preview, self.is_spaced) = (0, None, false);
        true
    }

    /// Changes the text and remembers how it was; says whether anything changed.
    fn change(&mut self, change: Change, make: impl FnOnce(&mut TextArea<'static>) -> bool) -> bool {
        let before = (!self.history.joins(change)).then(|| self.state());
        let changed = make(&mut self.area);
        if changed {
            self.history.changed(before, change);
            (self.suggested, self.preview, self.is_spaced) = (0, None, false);
        } else {
            self.history.pause();
        }
        changed
    }

    /// In the preview the keys that move scroll; what types goes back to writing and is typed, everything else only goes back.
    fn leaves_preview(&mut self, key: KeyEvent) -> bool {
        let at = self.preview.unwrap_or(0);
        // No text is read in more lines than it has characters.
        let last =
            u16::try_from(self.area.lines().iter().map(|line| line.len() / 20 + 2).sum::<usize>()).unwrap_or(u16::MAX);
        self.preview = match key.code {
            KeyCode::Up => Some(at.saturating_sub(1)),
            KeyCode::Down => Some(at.saturating_add(1).min(last)),
            KeyCode::PageUp => Some(at.saturating_sub(8)),
            KeyCode::PageDown => Some(at.saturating_add(8).min(last)),
            KeyCode::Home => Some(0),
            _ => None,
        };
        self.preview.is_none() && matches!(key.code, KeyCode::Char(_) | KeyCode::Enter)
    }
}

fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect()
}

/// The place behind a text.
fn behind(lines: &[String]) -> (usize, usize) {
    (lines.len().saturating_sub(1), lines.last().map_or(0, |line| line.chars().count()))
}

/// A text area that remembers nothing: what was before is for the history to know.
fn area_of(state: State) -> TextArea<'static> {
    let (row, column) = state.cursor;
    let is_behind = (row, column) == behind(&state.lines);
    let mut area = TextArea::new(state.lines);
    area.set_max_histories(0);
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    if is_behind {
        // A jump counts to 65535 only.
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
    } else {
        let within = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        area.move_cursor(CursorMove::Jump(within(row), within(column)));
    }
    area
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::suggestion::Sign;
    use crate::domain::value::{IncidentId, Record};
    use uuid::Uuid;

    fn typing(text: &str) -> Compose {
        Compose::new(Place::Comment(Record::Incident(IncidentId(Uuid::nil()))), text)
    }

    fn press(compose: &mut Compose, keys: &str) {
        for c in keys.chars() {
            let code = match c {
                '\n' => KeyCode::Enter,
                '⌫' => KeyCode::Backspace,
                '←' => KeyCode::Left,
                '↓' => KeyCode::Down,
                c => KeyCode::Char(c),
            };
            compose.key(KeyEvent::new(code, KeyModifiers::NONE));
        }
    }

    fn omar() -> Suggestion {
        Suggestion { label: "@Omar Haddad".into(), about: String::new(), puts: "@Omar Haddad ".into() }
    }

    #[test]
    fn completing_puts_the_whole_name_and_a_space_and_undo_gives_back_what_was_typed() {
        let mut compose = typing("");
        press(&mut compose, "ask @om");
        compose.complete(&omar());
        assert_eq!(compose.text(), "ask @Omar Haddad ");
        assert_eq!(compose.asked().map(|asked| asked.sign), Some(Sign::Person), "until nobody is left to suggest");
        assert!(compose.undo());
        assert_eq!(compose.text(), "ask @om");
        assert!(compose.redo());
        assert_eq!(compose.text(), "ask @Omar Haddad ");
    }

    #[test]
    fn what_asks_is_what_stands_before_the_cursor() {
        let mut compose = typing("é #42 and so on");
        assert_eq!(compose.asked(), None);
        compose.area.move_cursor(CursorMove::Jump(0, 4));
        assert_eq!(compose.asked().map(|asked| asked.text).as_deref(), Some("4"));
    }

    #[test]
    fn a_space_typed_behind_a_completed_word_is_the_one_that_came_with_it() {
        let mut compose = typing("");
        press(&mut compose, "ask @om");
        compose.complete(&omar());
        press(&mut compose, " to look  twice");
        assert_eq!(compose.text(), "ask @Omar Haddad to look  twice");
    }

    #[test]
    fn undo_goes_back_word_by_word_and_redo_forth_again() {
        let mut compose = typing("draft");
        press(&mut compose, " one two\nthree⌫⌫");
        let mut seen = vec![compose.text()];
        while compose.undo() {
            seen.push(compose.text());
        }
        assert_eq!(
            seen,
            [
                "draft one two\nthr",
                "draft one two\nthree",
                "draft one two\n",
                "draft one two",
                "draft one ",
                "draft ",
                "draft"
            ]
        );
        while compose.redo() {}
        assert_eq!(compose.text(), seen[0]);
        compose.undo();
        press(&mut compose, "!");
        assert!(!compose.redo(), "what was typed since is not mixed with what was taken back");
    }

    #[test]
    fn a_step_ends_where_the_cursor_went_elsewhere() {
        let mut compose = typing("");
        press(&mut compose, "ab←c");
        assert_eq!(compose.text(), "acb");
        compose.undo();
        assert_eq!((compose.text().as_str(), compose.area.cursor().1), ("ab", 1), "with the cursor where it was");
    }

    #[test]
    fn taking_the_editors_text_can_be_undone() {
        let mut compose = typing("mine");
        compose.set("the editor's\n");
        compose.undo();
        assert_eq!(compose.text(), "mine");
    }

    #[test]
    fn ctrl_u_deletes_to_the_beginning_of_the_line() {
        let mut compose = typing("one\ntwo");
        compose.key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
        assert_eq!(compose.text(), "one\n");
        compose.undo();
        assert_eq!(compose.text(), "one\ntwo");
    }

    #[test]
    fn a_key_pressed_in_the_preview_is_typed() {
        let mut compose = typing("a\nb");
        compose.toggle_preview();
        press(&mut compose, "↓");
        assert_eq!((compose.preview(), compose.text().as_str()), (Some(1), "a\nb"), "what moves only scrolls");
        press(&mut compose, "⌫");
        assert_eq!((compose.preview(), compose.text().as_str()), (None, "a\nb"), "nothing unseen is deleted");
        compose.toggle_preview();
        press(&mut compose, "c");
        assert_eq!((compose.preview(), compose.text().as_str()), (None, "a\nbc"));
    }

    #[test]
    fn a_paste_is_taken_whole_or_not_at_all() {
        let mut compose = typing("log:");
        compose.paste("one\r\n    two\rthree").unwrap();
        assert_eq!(compose.text(), "log:one\n    two\nthree");
        let refused = compose.paste(&"x".repeat(LONGEST)).unwrap_err();
        assert!(refused.contains("201 kB") && refused.contains("200 kB is the most"), "{refused}");
        assert_eq!(compose.text(), "log:one\n    two\nthree");
        compose.undo();
        assert_eq!(compose.text(), "log:");
        let mut whole = typing("");
        whole.paste(&"line\n".repeat(LONGEST / 5 - 1)).unwrap();
        assert_eq!(whole.area().lines().len(), LONGEST / 5);
    }

    #[test]
    fn a_reason_stays_one_line_when_several_are_pasted() {
        let mut compose = Compose::new(Place::CloseReason(IncidentId(Uuid::nil())), "");
        compose.paste("fixed\nby hand\n").unwrap();
        assert_eq!(compose.text(), "fixed by hand");
    }

    #[test]
    fn what_could_touch_the_terminal_is_not_typed() {
        let mut compose = typing("");
        press(&mut compose, "a\u{202e}b\u{200b}c\u{200c}e\u{301}");
        assert_eq!(compose.text(), "a\u{fffd}bce\u{301}");
        press(&mut compose, " می\u{200c}خواهم");
        assert!(compose.text().ends_with("می\u{200c}خواهم"), "where it spells it is typed");
    }
}

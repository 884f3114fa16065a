//! From terminal events to keys: presses and repeats only, and never a terminal's late reply.
//!
//! A reply to a question somebody asked the terminal (its colours, its name) may arrive seconds later over a slow link. Replies that begin
//! with `ESC [` are known to the decoder and dropped there; the others, `ESC ]`, `ESC P`, `ESC _` and `ESC ^`, reach us as Alt with that
//! character followed by what looks like typing. They are swallowed here, up to their terminator.

use super::Heard;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::Size;
use std::time::{Duration, Instant};

/// A reply comes in one go; a person needs longer to the next key.
const GAP: Duration = Duration::from_millis(100);
/// No reply is longer.
const LONGEST: usize = 1024;

/// Decodes events, remembering whether a reply is under way.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Of the reply under way: when its last character came, how many there were.
    reply: Option<(Instant, usize)>,
}

impl Keys {
    /// What an event means; nothing for what is none of ours.
    pub(super) fn hear(&mut self, event: Event, at: Instant) -> Option<Heard> {
        match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => None,
            Event::Key(key) => {
                if self.is_reply(key, at) {
                    return None;
                }
                // In raw mode the terminal does not stop us; it is ours to do.
                let is_stop = key.code == KeyCode::Char('z') && key.modifiers == KeyModifiers::CONTROL;
                Some(if is_stop { Heard::Suspend } else { Heard::Key(key) })
            }
            Event::Paste(text) => Some(Heard::Paste(text)),
            Event::Resize(width, height) => Some(Heard::Resize(Size { width, height })),
            Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
        }
    }

    /// Whether a key is a piece of a reply.
    fn is_reply(&mut self, key: KeyEvent, at: Instant) -> bool {
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match self.reply.take() {
            Some((last, length)) if at.duration_since(last) <= GAP && length < LONGEST => {
                let is_bell = key.code == KeyCode::Char('g') && key.modifiers == KeyModifiers::CONTROL;
                let is_end = is_bell || (alt && key.code == KeyCode::Char('\\'));
                self.reply = (!is_end).then_some((at, length + 1));
                true
            }
            _ if alt && matches!(key.code, KeyCode::Char(']' | 'P' | '_' | '^')) => {
                self.reply = Some((at, 0));
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(code), modifiers))
    }

    fn heard(keys: &mut Keys, text: &str, at: Instant) -> usize {
        text.chars().filter(|c| keys.hear(press(*c, KeyModifiers::NONE), at).is_some()).count()
    }

    #[test]
    fn a_late_reply_about_colours_types_nothing() {
        for end in [press('\\', KeyModifiers::ALT), press('g', KeyModifiers::CONTROL)] {
            let (mut keys, now) = (Keys::default(), Instant::now());
            assert_eq!(keys.hear(press(']', KeyModifiers::ALT), now), None);
            assert_eq!(heard(&mut keys, "11;rgb:1e1e/1e1e/2e2e", now), 0);
            assert_eq!(keys.hear(end, now), None);
            assert_eq!(heard(&mut keys, "jk", now), 2);
        }
    }

    #[test]
    fn a_reply_that_never_ends_stops_counting_when_a_person_types() {
        let (mut keys, now) = (Keys::default(), Instant::now());
        keys.hear(press('P', KeyModifiers::ALT), now);
        assert_eq!(heard(&mut keys, "q", now + GAP * 2), 1);
    }

    #[test]
    fn releases_are_no_keys_and_repeats_are() {
        let mut keys = Keys::default();
        for (kind, is_key) in
            [(KeyEventKind::Press, true), (KeyEventKind::Repeat, true), (KeyEventKind::Release, false)]
        {
            let key = KeyEvent::new_with_kind(KeyCode::Char('j'), KeyModifiers::NONE, kind);
            assert_eq!(keys.hear(Event::Key(key), Instant::now()).is_some(), is_key);
        }
    }

    #[test]
    fn ctrl_z_asks_for_a_suspension() {
        let heard = Keys::default().hear(press('z', KeyModifiers::CONTROL), Instant::now());
        assert_eq!(heard, Some(Heard::Suspend));
    }
}

//! Calling somebody through their terminal: its bell, or a notification of the desktop by OSC 9 or 777.
//!
//! The words of a notification come from the database, so nothing in them may end the sequence or begin another.

use crate::app::bell::{Ring, Sound};

/// More than this no notification shows.
const MOST: usize = 200;

/// The bytes that ring.
pub(super) fn sequence(ring: &Ring) -> String {
    // What is safe on a screen has no control characters; a semicolon would begin another field of OSC 777.
    let words: String =
        ring.words.chars().map(|c| if c == ';' { ',' } else { c }).filter(|c| !c.is_control()).collect();
    let words: String = words.chars().take(MOST).collect();
    match ring.sound {
        Sound::Bel => "\x07".to_owned(),
        Sound::Osc9 => format!("\x1b]9;{words}\x07"),
        Sound::Osc777 => format!("\x1b]777;notify;antops;{words}\x07"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::safe::Safe;

    #[test]
    fn words_cannot_end_the_sequence_nor_begin_another_field() {
        let ring = |sound| Ring { sound, words: Safe::line("Disk\x07\x1b]52;c;evil\x07 full; really") };
        for sound in [Sound::Osc9, Sound::Osc777] {
            let bytes = sequence(&ring(sound));
            assert_eq!(bytes.matches('\x1b').count(), 1, "{bytes:?}");
            assert_eq!(bytes.matches('\x07').count(), 1, "{bytes:?}");
        }
        assert_eq!(sequence(&ring(Sound::Osc777)).matches(';').count(), 3);
        assert_eq!(sequence(&ring(Sound::Bel)), "\x07");
    }
}

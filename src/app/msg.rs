//! Everything that happens. The loop turns keys, the clock, answers and live events into these words, and nothing else reaches the machine.

use super::remote::Ticket;
use crate::domain::fault::Fault;
use crate::domain::infrastructure::drawing::Drawing;
use crate::domain::live::LiveEvent;
use crate::domain::notification::NoticeId;
use crate::domain::request::{Answer, Op, Receipt};
use crate::domain::safe::Safe;
use crate::ports::{Cached, KeptDraft, KeptRoom, SignedIn};
use crossterm::event::KeyEvent;
use jiff::Timestamp;
use ratatui::layout::Size;
use std::sync::Arc;

/// Something happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// The time. Sent before every batch of other messages, and alone when the machine asked to be woken.
    Time(Timestamp),
    /// A key went down, or repeats. Never a release, never a terminal's late reply.
    Key(KeyEvent),
    /// A bracketed paste: text, never commands.
    Paste(String),
    /// The terminal is this large now.
    Resize(Size),
    /// What the disk kept, at the start and after another person signed in.
    Restored(Box<Kept>),
    /// How a step of signing in ended.
    SignIn(Result<SignedIn, Fault>),
    /// The address and key of a project were looked at (first-run wizard): the name of the profile it now is, or why not.
    ProjectChecked(Result<Safe, Safe>),
    /// Signing out is done. `Fault::Vault` means the tokens could not be forgotten here; any other, that they are and the server could not
    /// be told.
    SignedOut(Result<(), Fault>),
    /// An answer, or why there is none.
    Answered {
        /// Which question it belongs to; strangers are dropped.
        ticket: Ticket,
        /// What came.
        result: Result<Answer, Fault>,
    },
    /// A map was laid out.
    LaidOut {
        /// Which asking it belongs to; strangers are dropped.
        generation: u64,
        /// Where everything is.
        drawing: Arc<Drawing>,
    },
    /// What became of marking notifications: which are so now.
    Marked {
        /// Which were to be marked.
        notices: Vec<NoticeId>,
        /// Read, or unread.
        is_read: bool,
        /// Which are now, or why none.
        result: Result<Vec<NoticeId>, Fault>,
    },
    /// What became of a deed. The runtime has already taken it off the disk unless the fault is transient.
    Judged {
        /// The deed.
        op: Box<Op>,
        /// What came of it.
        receipt: Box<Receipt>,
    },
    /// What Realtime said since the last batch, in order: together, so that a burst sorts the list once.
    Live(Vec<LiveEvent>),
    /// The external editor closed; the text as it left it, or nothing when it was left without saving.
    Edited(Result<Option<String>, Safe>),
    /// An address was opened, or could not be.
    Opened(Result<Safe, Safe>),
    /// The disk refused to keep something: drafts and unsent deeds live in memory alone now.
    DiskTrouble(Safe),
    /// The process is asked to end (SIGTERM, SIGHUP, closed terminal).
    Terminate,
}

/// What the disk kept for this person.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The rows of the last session.
    pub cache: Option<Cached>,
    /// Unsent texts.
    pub drafts: Vec<KeptDraft>,
    /// Deeds that were decided and not judged.
    pub outbox: Vec<Op>,
    /// What only this machine knows of inbox and feed.
    pub room: KeptRoom,
    /// What could not be read and was set aside, as sentences.
    pub complaints: Vec<Safe>,
}

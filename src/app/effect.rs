//! Everything we want of the world. Plain data: a test compares what a key press asks for. Secrets print as `***`.

use super::bell::Ring;
use super::remote::Ticket;
use crate::domain::infrastructure::drawing::Sketch;
use crate::domain::notification::NoticeId;
use crate::domain::presence::Showing;
use crate::domain::request::{Op, Query};
use crate::domain::value::ProfileId;
use crate::ports::{Cached, RoomChange, SignIn};
use jiff::Timestamp;
use secrecy::SecretString;

/// A wish. The runtime grants it and answers with a message where one is named.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Ask the backend; answered by `Msg::Answered` with the same ticket.
    Read(Ticket, Query),
    /// Put the deeds on disk, then on the wire together; each is answered by `Msg::Judged`.
    Send(Vec<Op>),
    /// Mark notifications of mine read or unread; answered by `Msg::Marked`.
    MarkRead {
        /// Which.
        notices: Vec<NoticeId>,
        /// Read, or unread.
        is_read: bool,
    },
    /// Change what only this machine knows of inbox and feed.
    ChangeRoom(Box<RoomChange>),
    /// Show colleagues where I am.
    Show(Vec<Showing>),
    /// Make the terminal call somebody, unless another antops does.
    Ring(Ring),
    /// Put the deed on disk; it cannot go yet.
    Keep(Box<Op>),
    /// Take the deed off the disk: it will never be sent.
    Forget(Box<Op>),
    /// Take a step of signing in; answered by `Msg::SignIn`.
    SignIn(SignIn),
    /// Look whether there is a project at this address that takes this key; answered by `Msg::ProjectChecked`. When it is, it becomes the profile.
    CheckProject {
        /// Address as typed.
        url: String,
        /// Publishable or anon key as typed.
        key: SecretString,
    },
    /// End the session; answered by `Msg::SignedOut`.
    SignOut,
    /// Use this person's part of the disk; answered by `Msg::Restored`.
    Attach(ProfileId),
    /// Open the Realtime connection, or open it anew for another person. Its events come as `Msg::Live`.
    Watch,
    /// Close the Realtime connection.
    Unwatch,
    /// Lay a map out on a worker; answered by `Msg::LaidOut` with the same generation, unless a later one is asked for meanwhile.
    LayOut(Box<Sketch>),
    /// Keep a draft; an empty text forgets it. Done before the next frame.
    SaveDraft {
        /// The name of its place.
        place: String,
        /// What was typed.
        text: String,
        /// Of a correction: the `updated_at` of what it began from.
        seen: Option<Timestamp>,
    },
    /// Keep the rows for the next start.
    SaveCache(Box<Cached>),
    /// Put text on the clipboard of the terminal (OSC 52). Nobody can know whether it arrived.
    Copy(String),
    /// Leave the screen to `$EDITOR` with this text; answered by `Msg::Edited`.
    Edit(String),
    /// Open an address in a browser; answered by `Msg::Opened`.
    Open(String),
    /// Draw everything anew, for a screen that somebody else wrote on.
    Redraw,
    /// End.
    Quit,
}

impl PartialEq for Effect {
    /// Equal when they print equal: secrets compare as equal, everything else by value.
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

/// What one message leads to, in order.
pub type Effects = Vec<Effect>;
